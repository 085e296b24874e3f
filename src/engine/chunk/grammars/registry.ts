import { c, cpp } from './cFamily';
import { csharp } from './csharp';
import { dart } from './dart';
import { solidity, systemrdl } from './declarative';
import { elixir } from './elixir';
import { fsharp } from './fsharp';
import { go } from './go';
import { haskell } from './haskell';
import { java } from './java';
import { javascript, typescript } from './javascript';
import { julia } from './julia';
import { kotlin } from './kotlin';
import { lua } from './lua';
import { css, embeddedTemplate, hcl, html, ini, json, toml, yaml } from './markup';
import { objc } from './objc';
import { ocaml, rescript } from './ocaml';
import { php } from './php';
import { python } from './python';
import { ruby } from './ruby';
import { rust } from './rust';
import { scala } from './scala';
import { bash, elisp, powershell } from './shell';
import { swift } from './swift';
import { tlaplus } from './tlaplus';
import { zig } from './zig';
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
