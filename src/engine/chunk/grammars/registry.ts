import { c, cpp } from './cFamily';
import { elixir } from './elixir';
import { fsharp, haskell, julia, ocaml, rescript, tlaplus } from './functional';
import { go } from './go';
import { java } from './java';
import { javascript, typescript } from './javascript';
import { csharp, kotlin, scala } from './jvm';
import { css, embeddedTemplate, hcl, html, ini, json, toml, yaml } from './markup';
import { dart, objc, swift, zig } from './mobile';
import { python } from './python';
import { rust } from './rust';
import { lua, php, ruby, solidity, systemrdl } from './scripting';
import { bash, elisp, powershell } from './shell';
import type { GrammarSpec } from './spec';

/** How each grammar's trees are read, by the name of its file in `dist/grammars`. */
export const GRAMMAR_SPECS: ReadonlyMap<string, GrammarSpec> = new Map<string, GrammarSpec>([
	['bash', bash],
	['c', c],
	['cpp', cpp],
	['csharp', csharp],
	['css', css],
	['dart', dart],
	['elisp', elisp],
	['elixir', elixir],
	['embedded_template', embeddedTemplate],
	['fsharp', fsharp],
	['go', go],
	['haskell', haskell],
	['hcl', hcl],
	['html', html],
	['ini', ini],
	['java', java],
	['javascript', javascript],
	['json', json],
	['julia', julia],
	['kotlin', kotlin],
	['lua', lua],
	['objc', objc],
	['ocaml', ocaml],
	['php', php],
	['powershell', powershell],
	['python', python],
	['rescript', rescript],
	['ruby', ruby],
	['rust', rust],
	['scala', scala],
	['solidity', solidity],
	['svelte', html],
	['swift', swift],
	['systemrdl', systemrdl],
	['tlaplus', tlaplus],
	['toml', toml],
	['tsx', typescript],
	['typescript', typescript],
	['vue', html],
	['yaml', yaml],
	['zig', zig],
]);
