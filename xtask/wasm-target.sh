#!/usr/bin/env bash
# Installs the wasm32-unknown-unknown standard library for the active Rust toolchain.
# Tries rustup first. If rustup cannot download but Debian packages are available, fetches Debian's rust-src of exactly
# rustc's version, builds std from it once (25 s on two cores) and installs it in the sysroot, where cargo finds it like
# any other target.
set -euo pipefail
target=wasm32-unknown-unknown

command -v rustup >/dev/null && rustup target add "$target" && exit 0
command -v apt-get >/dev/null || { echo "rustup could not add $target, and this is not Debian" >&2; exit 1; }
echo "rustup could not add $target; building it from Debian's rust-src"

sysroot=$(rustc --print sysroot)
version=$(rustc --version | cut -d' ' -f2)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; chmod 755 "$work"; cd "$work"

# The configured Debian mirror, and all suites that may have this Rust version.
mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 'Created-By: Packages' | awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }')
[ -n "$mirror" ] || { echo "no Debian mirror is configured for apt" >&2; exit 1; }
mkdir -p lists/partial
for suite in bookworm bookworm-backports trixie trixie-backports forky sid; do
  echo "deb $mirror $suite main"
done >sources.list
apt=(-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists"
     -o Acquire::AllowInsecureRepositories=false)
apt-get "${apt[@]}" update >/dev/null 2>&1 || true              # a suite whose key is missing is skipped
deb=$(apt-cache "${apt[@]}" madison rust-src | awk '{print $3}' | grep -m1 "^${version//./\\.}+") ||
  { echo "Debian has no rust-src $version" >&2; exit 1; }
apt-get "${apt[@]}" download "rust-src=$deb" >/dev/null
dpkg -x rust-src_*.deb src
mkdir -p "$sysroot/lib/rustlib/src/rust"
rm -rf "$sysroot/lib/rustlib/src/rust/library"
cp -r "src/usr/src/rustc-$version/library" "$sysroot/lib/rustlib/src/rust/library"

# Embedded bitcode matters: without it link-time optimisation of the islands fails with "Can't find section .llvmbc".
mkdir -p std/src; : >std/src/lib.rs
printf '[package]\nname = "std-for-wasm"\nversion = "0.0.0"\nedition = "2024"\n' >std/Cargo.toml
(cd std && RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes" CARGO_TARGET_DIR=target \
  cargo build --release --target "$target" -Zbuild-std=std,panic_abort,panic_unwind,proc_macro)
lib=$sysroot/lib/rustlib/$target/lib; mkdir -p "$lib"
for rlib in std/target/"$target"/release/deps/lib*.rlib; do
  [[ $rlib == *std_for_wasm* ]] || cp "$rlib" "$lib/"
done
