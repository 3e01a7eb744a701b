//! What a refused form may keep is what server functions take: the list in `app/src/runtime/form/returned/fields.rs` names no other field
//! and forgets none. A body can name whatever it likes.

use crate::source::{self, Findings};
use std::collections::{BTreeMap, BTreeSet};
use syn::{FnArg, Item, Pat, Type};

const LIST: &str = "app/src/runtime/form/returned/fields.rs";

#[test]
fn fields_that_a_refused_form_may_keep_are_those_of_the_server_functions() {
    let mut findings = Findings::default();
    let listed = listed();
    let taken = taken();
    for (field, path) in &taken {
        if !listed.contains(field) {
            findings.note(path, 1, format_args!("`{field}` is missing from {LIST}"));
        }
    }
    for field in listed.iter().filter(|field| !taken.contains_key(*field)) {
        findings.note(LIST, 1, format_args!("`{field}` is a field of no form"));
    }
    findings.expect_none("What somebody typed comes back after a refusal, and nothing else is kept.");
}

fn listed() -> BTreeSet<String> {
    let source = source::rust().find(|source| source.path == LIST).expect("the list");
    source.text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The arguments of all server functions, and the file that each stands in.
fn taken() -> BTreeMap<String, &'static str> {
    let structs = structs();
    let mut taken = BTreeMap::new();
    let files = source::rust().filter(|source| source.path.starts_with("app/src/") && source.text.contains("#[server"));
    for source in files {
        let file = syn::parse_file(&source.text).expect("it compiles");
        for item in file.items {
            let Item::Fn(function) = item else { continue };
            if !function.attrs.iter().any(|attribute| attribute.path().is_ident("server")) {
                continue;
            }
            for argument in function.sig.inputs {
                let FnArg::Typed(argument) = argument else { continue };
                let Pat::Ident(name) = &*argument.pat else { continue };
                let flat = argument
                    .attrs
                    .iter()
                    .any(|attribute| attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "flatten"));
                let fields = match (&*argument.ty, flat) {
                    (Type::Path(kind), true) => {
                        let name = kind.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                        structs.get(&name).cloned().unwrap_or_default()
                    }
                    _ => vec![name.ident.to_string()],
                };
                taken.extend(fields.into_iter().map(|field| (field, source.path.as_str())));
            }
        }
    }
    taken
}

/// The fields of the structs that the rules read.
fn structs() -> BTreeMap<String, Vec<String>> {
    let mut structs = BTreeMap::new();
    for source in source::rust().filter(|source| source.path.starts_with("domain/src/")) {
        for item in syn::parse_file(&source.text).expect("it compiles").items {
            if let Item::Struct(one) = item {
                let fields = one.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
                structs.insert(one.ident.to_string(), fields.collect());
            }
        }
    }
    structs
}
