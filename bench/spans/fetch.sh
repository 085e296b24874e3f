#!/usr/bin/env bash
# Brings the packages of a list (packages.tsv) and unpacks them: fetch.sh LIST TARGET, a folder per package.
#
# Downloads come through the ordinary clients as they are set up on the machine (npm, pip, go, cargo, mvn, apt-get; `debsrc` needs a deb-src line, or $APT_OPTIONS that name one)
# and are kept under $SPANS_CACHE (default ~/.cache/lodestone-spans). A sha256 of "-" in the list is not checked, and is
# printed so that it can be pinned. A package that cannot be had is named and left out; the rest goes on.
set -uo pipefail
list=$(realpath "$1") target=$2
cache=${SPANS_CACHE:-$HOME/.cache/lodestone-spans}
mkdir -p "$cache" "$target"

# client KIND NAME VERSION DIR: has the ordinary client put one archive into DIR.
client() {
	local kind=$1 name=$2 version=$3 dir=$4
	case $kind in
	npm) npm pack --silent --ignore-scripts "$name@$version" --pack-destination "$dir" >/dev/null ;;
	pypi) python3 -m pip download -q --no-deps --only-binary :all: -d "$dir" "$name==$version" ;;
	go)
		(cd "$dir" && GO111MODULE=on GOWORK=off GOTOOLCHAIN=local GOFLAGS=-modcacherw GOMODCACHE=$dir/mod \
			go mod download "$name@$version") &&
			mv "$dir"/mod/cache/download/"$name"/@v/"$version".zip "$dir/module.zip" && rm -rf "$dir/mod"
		;;
	cargo)
		mkdir -p "$dir/p/src" && : >"$dir/p/src/lib.rs"
		printf '[package]\nname = "p"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n%s = { version = "=%s", default-features = false }\n' \
			"$name" "$version" >"$dir/p/Cargo.toml"
		cargo fetch -q --manifest-path "$dir/p/Cargo.toml" &&
			cp "$(ls "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/"$name-$version".crate | head -n 1)" "$dir/" && rm -rf "$dir/p"
		;;
	maven)
		mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
			"-Dartifact=$name:$version:jar:sources" "-DoutputDirectory=$dir" >/dev/null
		;;
	deb) (cd "$dir" && apt-get download -q "$name=$version" >/dev/null) ;;
	# shellcheck disable=SC2086 # options, one a word
	debsrc)
		(cd "$dir" && apt-get ${APT_OPTIONS:-} source -q --download-only --only-source "$name=$version" >/dev/null 2>&1 &&
			mkdir rest && find . -maxdepth 1 -type f ! -name '*.orig.tar.*' -exec mv {} rest/ ';' && find . -maxdepth 1 -name '*.asc' -delete && rm -rf rest)
		;;
	esac
}

unpack() {
	local file=$1 kind=$2 name=$3 version=$4 folder=$5 dest=$6
	local whole
	whole=$(mktemp -d)
	case $kind in
	maven | pypi) unzip -q -o "$file" -d "$whole" ;;
	go) unzip -q -o "$file" -d "$whole.zip" && mv "$whole.zip/$name@$version"/* "$whole/" && rm -rf "$whole.zip" ;;
	deb) dpkg -x "$file" "$whole" ;;
	debsrc) tar -xf "$file" --strip-components=1 --no-same-owner -C "$whole" ;;
	*) tar -xzf "$file" --strip-components=1 --no-same-owner -C "$whole" ;;
	esac
	mkdir -p "$dest/$folder" && cp -r "$whole/$folder/." "$dest/$folder/" && rm -rf "$whole"
}

tail -n +2 "$list" | tr "\t" "|" | while IFS="|" read -r kind name version sha folder language; do
	dest=$target/$(basename "${name//:/\/}")
	[[ -d $dest ]] && continue
	file=$cache/$kind-${name//[\/:]/_}-$version
	if [[ ! -f $file ]]; then
		dir=$(mktemp -d "$cache/part.XXXXXX")
		client "$kind" "$name" "$version" "$dir" </dev/null
		got=$(find "$dir" -maxdepth 1 -type f | head -n 1)
		if [[ -z $got ]]; then
			echo "fetch.sh: $name $version could not be had ($language left out)" >&2
			rm -rf "$dir"
			continue
		fi
		mv "$got" "$file" && rm -rf "$dir"
	fi
	sum=$(sha256sum "$file" | cut -c1-64)
	if [[ $sha == - ]]; then
		echo "pin	$name	$sum"
	elif [[ $sum != "$sha" ]]; then
		echo "fetch.sh: $name $version: sha256 is $sum, should be $sha" >&2
		rm -f "$file"
		continue
	fi
	unpack "$file" "$kind" "$name" "$version" "$folder" "$dest"
done
