;; Inner products of int8 rows with one int16 query, 384 dimensions, exact in i32:
;; |q| ≤ 32767, |row| ≤ 127, so |sum| ≤ 384 · 32767 · 127 < 2^31.
;; Assembled by scripts/buildKernel.mjs into dotKernel.generated.ts.
(module
	(import "env" "memory" (memory 1))

	;; One row: 24 steps of 16 dimensions.
	(func $dot (param $row i32) (param $query i32) (result i32)
		(local $end i32) (local $q i32) (local $v v128) (local $low v128) (local $high v128)
		(local.set $end (i32.add (local.get $row) (i32.const 384)))
		(local.set $q (local.get $query))
		(loop $next
			(local.set $v (v128.load (local.get $row)))
			(local.set $low (i32x4.add (local.get $low)
				(i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (v128.load (local.get $q)))))
			(local.set $high (i32x4.add (local.get $high)
				(i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (v128.load offset=16 (local.get $q)))))
			(local.set $q (i32.add (local.get $q) (i32.const 32)))
			(local.set $row (i32.add (local.get $row) (i32.const 16)))
			(br_if $next (i32.lt_u (local.get $row) (local.get $end))))
		(local.set $low (i32x4.add (local.get $low) (local.get $high)))
		(i32.add
			(i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low)))
			(i32.add (i32x4.extract_lane 2 (local.get $low)) (i32x4.extract_lane 3 (local.get $low)))))

	;; out[i] = row i · query for `count` rows one after the other, four at a time, so that each piece of the query is loaded once for four.
	(func (export "scan") (param $rows i32) (param $count i32) (param $query i32) (param $out i32)
		(local $q i32) (local $qEnd i32) (local $a v128) (local $b v128)
		(local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
		(local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
		(local.set $qEnd (i32.add (local.get $query) (i32.const 768)))
		(block $rest
			(loop $four
				(br_if $rest (i32.lt_u (local.get $count) (i32.const 4)))
				(local.set $s0 (v128.const i32x4 0 0 0 0))
				(local.set $s1 (v128.const i32x4 0 0 0 0))
				(local.set $s2 (v128.const i32x4 0 0 0 0))
				(local.set $s3 (v128.const i32x4 0 0 0 0))
				(local.set $q (local.get $query))
				(loop $piece
					(local.set $a (v128.load (local.get $q)))
					(local.set $b (v128.load offset=16 (local.get $q)))
					(local.set $v0 (v128.load (local.get $rows)))
					(local.set $v1 (v128.load offset=384 (local.get $rows)))
					(local.set $v2 (v128.load offset=768 (local.get $rows)))
					(local.set $v3 (v128.load offset=1152 (local.get $rows)))
					(local.set $s0 (i32x4.add (local.get $s0) (i32x4.add
						(i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v0)) (local.get $a))
						(i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v0)) (local.get $b)))))
					(local.set $s1 (i32x4.add (local.get $s1) (i32x4.add
						(i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v1)) (local.get $a))
						(i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v1)) (local.get $b)))))
					(local.set $s2 (i32x4.add (local.get $s2) (i32x4.add
						(i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v2)) (local.get $a))
						(i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v2)) (local.get $b)))))
					(local.set $s3 (i32x4.add (local.get $s3) (i32x4.add
						(i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v3)) (local.get $a))
						(i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v3)) (local.get $b)))))
					(local.set $rows (i32.add (local.get $rows) (i32.const 16)))
					(local.set $q (i32.add (local.get $q) (i32.const 32)))
					(br_if $piece (i32.lt_u (local.get $q) (local.get $qEnd))))
				(v128.store (local.get $out) (call $sums (local.get $s0) (local.get $s1) (local.get $s2) (local.get $s3)))
				;; One row was walked over, three were not.
				(local.set $rows (i32.add (local.get $rows) (i32.const 1152)))
				(local.set $out (i32.add (local.get $out) (i32.const 16)))
				(local.set $count (i32.sub (local.get $count) (i32.const 4)))
				(br $four)))
		(block $done
			(loop $one
				(br_if $done (i32.eqz (local.get $count)))
				(i32.store (local.get $out) (call $dot (local.get $rows) (local.get $query)))
				(local.set $rows (i32.add (local.get $rows) (i32.const 384)))
				(local.set $out (i32.add (local.get $out) (i32.const 4)))
				(local.set $count (i32.sub (local.get $count) (i32.const 1)))
				(br $one))))

	;; Four accumulators of four lanes → their four sums.
	(func $sums (param $s0 v128) (param $s1 v128) (param $s2 v128) (param $s3 v128) (result v128)
		(local $x v128) (local $y v128) (local $z v128) (local $w v128)
		(local.set $x (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s0) (local.get $s1)))
		(local.set $y (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s0) (local.get $s1)))
		(local.set $z (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s2) (local.get $s3)))
		(local.set $w (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s2) (local.get $s3)))
		(local.set $x (i32x4.add (local.get $x) (local.get $y)))
		(local.set $z (i32x4.add (local.get $z) (local.get $w)))
		(i32x4.add
			(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x) (local.get $z))
			(i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x) (local.get $z))))

	;; out[i] = row slots[i] · query.
	(func (export "gather") (param $rows i32) (param $slots i32) (param $count i32) (param $query i32) (param $out i32)
		(block $done
			(loop $one
				(br_if $done (i32.eqz (local.get $count)))
				(i32.store (local.get $out) (call $dot
					(i32.add (local.get $rows) (i32.mul (i32.load (local.get $slots)) (i32.const 384)))
					(local.get $query)))
				(local.set $slots (i32.add (local.get $slots) (i32.const 4)))
				(local.set $out (i32.add (local.get $out) (i32.const 4)))
				(local.set $count (i32.sub (local.get $count) (i32.const 1)))
				(br $one)))))
