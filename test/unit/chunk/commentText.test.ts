import { describe, expect, it } from 'vitest';
import { docSentence, isLicence } from '../../../src/engine/chunk/commentText';

describe('docSentence', () => {
	it.each([
		['/**\n * Adds two numbers. Slowly.\n * @param a the first\n */', 'Adds two numbers.'],
		['/** Adds. */', 'Adds.'],
		['/// Adds\n/// two numbers.', 'Adds two numbers.'],
		['/// <summary>Charges <see cref="T:Customer"/> once.</summary>', 'Charges Customer once.'],
		['// Package x does y.', 'Package x does y.'],
		['"""Retry a call.\n\nMore.\n"""', 'Retry a call.'],
		["r'''Raw text'''", 'Raw text'],
		['-- | Parses an expression.\n-- Fast.', 'Parses an expression.'],
		['{- | Block.\n-}', 'Block.'],
		['--- Runs later.\n-- @param ms time', 'Runs later.'],
		['(** Merges two heaps. *)', 'Merges two heaps.'],
		['<!-- The header. -->', 'The header.'],
		['# Removes archives.\n# Arguments: days.', 'Removes archives.'],
		["#' Mean of a vector\n#' @param x numbers", 'Mean of a vector'],
		['/** {@link Foo} makes bars, e.g. Big ones. Or not. */', 'Foo makes bars, e.g. Big ones.'],
		['// eslint-disable-next-line no-console', ''],
		['//////////////////////\n// Helpers\n//////////////////////', 'Helpers'],
		['/* @param only tags */', ''],
		['// Copyright 2020 Somebody. All rights reserved.', ''],
		['/** @brief Opens a file. */', 'Opens a file.'],
		['/// @notice Pays out.', 'Pays out.'],
		['', ''],
	])('of %j is %j', (comment, sentence) => {
		expect(docSentence(comment)).toBe(sentence);
	});

	it('cuts at a word when there is no end', () => {
		const sentence = docSentence(`// ${'some words without any end '.repeat(40)}`);
		expect(sentence.length).toBeLessThanOrEqual(200);
		expect(sentence.length).toBeGreaterThan(180);
		expect(sentence).toMatch(/^some words.*\w$/);
	});

	it('takes no long time on hostile comments', () => {
		const started = performance.now();
		for (const text of [
			`/*${'*'.repeat(50_000)}`,
			`// ${'<'.repeat(20_000)}`,
			`# ${'a.'.repeat(20_000)}`,
			' * '.repeat(20_000),
			'{@'.repeat(20_000),
		])
			docSentence(text);
		expect(performance.now() - started).toBeLessThan(1_500);
	});
});

describe('isLicence', () => {
	it('tells legal text from documentation', () => {
		expect(isLicence('/* SPDX-License-Identifier: MIT */')).toBe(true);
		expect(isLicence('// Parses the file.')).toBe(false);
	});
});
