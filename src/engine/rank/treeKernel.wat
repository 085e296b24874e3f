;; Sums of the leaves of a tree ensemble over rows of features.
;; A node has 16 bytes: where its feature lies in a row (bytes), its threshold (f32), the address of its left child, nothing. The right
;; child follows the left one. A leaf is its own left child and its threshold is infinite, so that a walk may take more steps than it
;; needs: all walks of a tree take as many as it is deep, without a branch that the processor could guess wrong, four rows at a time.
;; Nodes begin at address 0; the leaves' values lie apart, 8 bytes a node.
;; Assembled by scripts/buildKernel.mjs into treeKernel.generated.ts.
(module
	(import "env" "memory" (memory 1))

	;; sums[row] += leaf of each tree for each row. Trees are pairs of a root's address and a depth. Rows: a multiple of four, not 0.
	(func (export "predict")
		(param $trees i32) (param $treesEnd i32) (param $values i32)
		(param $matrix i32) (param $rowBytes i32) (param $sums i32) (param $sumsEnd i32)
		(local $root i32) (local $depth i32) (local $step i32) (local $sum i32)
		(local $r0 i32) (local $r1 i32) (local $r2 i32) (local $r3 i32)
		(local $a i32) (local $b i32) (local $c i32) (local $d i32)
		(block $done
			(loop $tree
				(br_if $done (i32.ge_u (local.get $trees) (local.get $treesEnd)))
				(local.set $root (i32.load (local.get $trees)))
				(local.set $depth (i32.load offset=4 (local.get $trees)))
				(local.set $sum (local.get $sums))
				(local.set $r0 (local.get $matrix))
				(loop $four
					(local.set $r1 (i32.add (local.get $r0) (local.get $rowBytes)))
					(local.set $r2 (i32.add (local.get $r1) (local.get $rowBytes)))
					(local.set $r3 (i32.add (local.get $r2) (local.get $rowBytes)))
					(local.set $a (local.get $root))
					(local.set $b (local.get $root))
					(local.set $c (local.get $root))
					(local.set $d (local.get $root))
					(local.set $step (local.get $depth))
					(block $leaf (loop $down
						(br_if $leaf (i32.eqz (local.get $step)))
						(local.set $a (i32.add
							(i32.load offset=8 (local.get $a))
							(i32.shl (f32.gt
								(f32.load (i32.add (local.get $r0) (i32.load (local.get $a))))
								(f32.load offset=4 (local.get $a))) (i32.const 4))))
						(local.set $b (i32.add
							(i32.load offset=8 (local.get $b))
							(i32.shl (f32.gt
								(f32.load (i32.add (local.get $r1) (i32.load (local.get $b))))
								(f32.load offset=4 (local.get $b))) (i32.const 4))))
						(local.set $c (i32.add
							(i32.load offset=8 (local.get $c))
							(i32.shl (f32.gt
								(f32.load (i32.add (local.get $r2) (i32.load (local.get $c))))
								(f32.load offset=4 (local.get $c))) (i32.const 4))))
						(local.set $d (i32.add
							(i32.load offset=8 (local.get $d))
							(i32.shl (f32.gt
								(f32.load (i32.add (local.get $r3) (i32.load (local.get $d))))
								(f32.load offset=4 (local.get $d))) (i32.const 4))))
						(local.set $step (i32.sub (local.get $step) (i32.const 1)))
						(br $down)))
					(f64.store (local.get $sum) (f64.add
						(f64.load (local.get $sum))
						(f64.load (i32.add (local.get $values) (i32.shr_u (local.get $a) (i32.const 1))))))
					(f64.store offset=8 (local.get $sum) (f64.add
						(f64.load offset=8 (local.get $sum))
						(f64.load (i32.add (local.get $values) (i32.shr_u (local.get $b) (i32.const 1))))))
					(f64.store offset=16 (local.get $sum) (f64.add
						(f64.load offset=16 (local.get $sum))
						(f64.load (i32.add (local.get $values) (i32.shr_u (local.get $c) (i32.const 1))))))
					(f64.store offset=24 (local.get $sum) (f64.add
						(f64.load offset=24 (local.get $sum))
						(f64.load (i32.add (local.get $values) (i32.shr_u (local.get $d) (i32.const 1))))))
					(local.set $r0 (i32.add (local.get $r3) (local.get $rowBytes)))
					(local.set $sum (i32.add (local.get $sum) (i32.const 32)))
					(br_if $four (i32.lt_u (local.get $sum) (local.get $sumsEnd))))
				(local.set $trees (i32.add (local.get $trees) (i32.const 8)))
				(br $tree)))))
