/**
 * Words that languages reserve, in one set for all: they say what language a chunk is in, not what it is about. Words that are also
 * good names (`type`, `match`, `end`, `data`) are left in; the IDF makes them light.
 */
export const KEYWORDS: ReadonlySet<string> = new Set(
	(
		'abstract and as assert async auto await base begin bool boolean break by byte case catch chan char class concept const ' +
		'constexpr continue crate debugger decltype def default defer del delegate delete do done double downto dyn elif else ' +
		'elseif elsif end endfunction endif ensure enum esac except exec explicit export extends extern fallthrough false final ' +
		'finally float fn for foreach friend from func function global go goto if impl implements import in include inline ' +
		'instanceof int interface internal is it lambda let local long loop mod module mut mutable namespace native new nil ' +
		'noexcept none None nonlocal not null nullptr object of operator or out override package pass private protected pub ' +
		'public raise readonly record ref register require required rescue restrict return sealed self Self short signed sizeof ' +
		'static static_cast strictfp String string struct super switch synchronized template then this throw throws trait ' +
		'transient True False true try typedef typeid typename typeof uint undefined union unless unsafe unsigned until use ' +
		'using val var virtual void volatile where while with xor yield define undef ifdef ifndef endif pragma std'
	).split(' '),
);
