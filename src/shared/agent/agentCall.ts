/** One call of an agent, as it is written down for the person: the question and the places, never source text. */
export interface AgentCall {
	/** ISO 8601. */
	readonly at: string;
	/** The agent, as it names itself. */
	readonly client: string;
	readonly tool: string;
	/** The question, or the place that was asked for. */
	readonly question: string;
	/** Filters and limits that were given. */
	readonly options: Readonly<Record<string, unknown>>;
	/** What it got, as `path:line-line`, best first. */
	readonly places: readonly string[];
	/** Estimated tokens of the answer. */
	readonly tokens: number;
	readonly ms: number;
	/** State of the index at that time, such as `ready`. */
	readonly state: string;
	/** Why it got nothing; absent when it was answered. */
	readonly error?: string;
}
