import type { AgentCall } from '../../shared/agent/agentCall';
import type { Translate } from '../translate';

/** The log for a person, as Markdown, newest first. Names come from agents: they are shown as code, on one line. */
export function agentLogText(calls: readonly AgentCall[], t: Translate): string {
	const lines = [
		`# ${t('What agents asked')}`,
		'',
		calls.length === 0
			? t('No agent has asked anything yet.')
			: t('Newest first. The places are what the agent was given; no source is kept here.'),
	];
	for (const call of calls) {
		lines.push('', `## ${code(call.question === '' ? call.tool : call.question)}`, '');
		lines.push(
			t(
				'{0} · {1} by {2} · {3} ms · about {4} tokens · index: {5}',
				call.at.replace('T', ' ').slice(0, 19),
				call.tool,
				code(call.client),
				call.ms,
				call.tokens,
				call.state === '' ? '–' : call.state,
			),
		);
		const options = Object.entries(call.options);
		if (options.length > 0) lines.push('', code(JSON.stringify(call.options)));
		if (call.error !== undefined) lines.push('', t('Not answered: {0}', code(call.error)));
		lines.push('', ...call.places.map((place, i) => `${i + 1}. ${code(place)}`));
	}
	return `${lines.join('\n')}\n`;
}

/** Text as code that cannot end itself: a longer fence than any run of backquotes in it. */
function code(text: string): string {
	const flat = text.replace(/\s+/g, ' ').slice(0, 500);
	const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map(run => run.length));
	const ticks = '`'.repeat(longest + 1);
	const pad = longest > 0 ? ' ' : '';
	return `${ticks}${pad}${flat}${pad}${ticks}`;
}
