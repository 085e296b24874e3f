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

	;; out[i] = row i · query for `count` rows that lie one after the other. Four at a time, so that each piece of the query is loaded once
	;; for four, and one from each quarter of the rows: memory comes in four streams, whose waits at the borders of pages overlap.
	;; 27 MB take half the time that they take as one stream.
	(func (export "scan") (param $rows i32) (param $count i32) (param $query i32) (param $out i32)
		(local $q i32) (local $qEnd i32) (local $a v128) (local $b v128)
		(local $quarter i32) (local $left i32) (local $r1 i32) (local $r2 i32) (local $r3 i32) (local $step i32) (local $o2 i32)
		(local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
		(local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
		(local.set $qEnd (i32.add (local.get $query) (i32.const 768)))
		(local.set $quarter (i32.shr_u (local.get $count) (i32.const 2)))
		(local.set $left (local.get $quarter))
		(local.set $r1 (i32.add (local.get $rows) (i32.mul (local.get $quarter) (i32.const 384))))
		(local.set $r2 (i32.add (local.get $r1) (i32.mul (local.get $quarter) (i32.const 384))))
		(local.set $r3 (i32.add (local.get $r2) (i32.mul (local.get $quarter) (i32.const 384))))
		;; Bytes between the results of two quarters.
		(local.set $step (i32.mul (local.get $quarter) (i32.const 4)))
		(block $rest
			(loop $four
				(br_if $rest (i32.eqz (local.get $left)))
				(local.set $s0 (v128.const i32x4 0 0 0 0))
				(local.set $s1 (v128.const i32x4 0 0 0 0))
				(local.set $s2 (v128.const i32x4 0 0 0 0))
				(local.set $s3 (v128.const i32x4 0 0 0 0))
				(local.set $q (local.get $query))
				(loop $piece
					(local.set $a (v128.load (local.get $q)))
					(local.set $b (v128.load offset=16 (local.get $q)))
					(local.set $v0 (v128.load (local.get $rows)))
					(local.set $v1 (v128.load (local.get $r1)))
					(local.set $v2 (v128.load (local.get $r2)))
					(local.set $v3 (v128.load (local.get $r3)))
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
					(local.set $r1 (i32.add (local.get $r1) (i32.const 16)))
					(local.set $r2 (i32.add (local.get $r2) (i32.const 16)))
					(local.set $r3 (i32.add (local.get $r3) (i32.const 16)))
					(local.set $q (i32.add (local.get $q) (i32.const 32)))
					(br_if $piece (i32.lt_u (local.get $q) (local.get $qEnd))))
				(local.set $a (call $sums (local.get $s0) (local.get $s1) (local.get $s2) (local.get $s3)))
				(local.set $o2 (i32.add (local.get $out) (i32.shl (local.get $step) (i32.const 1))))
				(i32.store (local.get $out) (i32x4.extract_lane 0 (local.get $a)))
				(i32.store (i32.add (local.get $out) (local.get $step)) (i32x4.extract_lane 1 (local.get $a)))
				(i32.store (local.get $o2) (i32x4.extract_lane 2 (local.get $a)))
				(i32.store (i32.add (local.get $o2) (local.get $step)) (i32x4.extract_lane 3 (local.get $a)))
				(local.set $out (i32.add (local.get $out) (i32.const 4)))
				(local.set $left (i32.sub (local.get $left) (i32.const 1)))
				(br $four)))
		;; Up to three rows are left behind the last quarter.
		(local.set $rows (local.get $r3))
		(local.set $out (i32.add (local.get $out) (i32.mul (local.get $step) (i32.const 3))))
		(local.set $count (i32.and (local.get $count) (i32.const 3)))
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
