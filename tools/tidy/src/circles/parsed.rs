//! What one Rust file names: its `use` lines, and the paths in its code, macros among them. Tests are left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::HashSet;

/// Segments of a path, with the inline modules of the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub inside: Vec<String>,
    pub path: Vec<String>,
}

/// One name that a `use` brings in; `*` for all of a module.
#[derive(Debug)]
pub struct Use {
    pub is_public: bool,
    pub alias: String,
    pub of: Named,
}

#[derive(Debug, Default)]
pub struct Parsed {
    pub uses: Vec<Use>,
    pub paths: Vec<Named>,
    /// What is declared here.
    pub declared: HashSet<String>,
    /// Every word outside of `use` lines.
    pub words: HashSet<String>,
}

const DECLARES: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];

impl Parsed {
    pub fn of(text: &str) -> Self {
        let mut parsed = Self::default();
        // What is no Rust names nothing; the compiler has more to say about it.
        let tokens = text.parse::<TokenStream>().unwrap_or_default();
        parsed.walk(tokens, &[]);
        parsed
    }

    fn walk(&mut self, tokens: TokenStream, inside: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut at, mut is_public) = (0, false);
        while let Some(token) = tokens.get(at) {
            at += match token {
                TokenTree::Punct(_) if is_test_only(&tokens[at..]) => 2 + item_length(&tokens[at + 2..]),
                TokenTree::Ident(word) if word == "pub" => {
                    is_public = true;
                    1 + usize::from(
                        matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis),
                    )
                }
                TokenTree::Ident(word) if word == "use" => {
                    let length = item_length(&tokens[at..]);
                    let tree = &tokens[at + 1..(at + length).min(tokens.len())];
                    self.take_use(tree, &[], inside, std::mem::take(&mut is_public));
                    length
                }
                TokenTree::Ident(_) => {
                    is_public = false;
                    self.take_words(&tokens, at, inside)
                }
                TokenTree::Group(group) => {
                    self.walk(group.stream(), inside);
                    1
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
            };
        }
    }

    /// A word, or the path or the inline module that begins with it; gives how many tokens that are.
    fn take_words(&mut self, tokens: &[TokenTree], at: usize, inside: &[String]) -> usize {
        let word = tokens[at].to_string();
        let next = tokens.get(at + 1);
        if let (true, Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
            (word == "mod", next, tokens.get(at + 2))
        {
            self.walk(body.stream(), &[inside, &[name.to_string()]].concat());
            return 3;
        }
        if let (true, Some(TokenTree::Ident(name))) = (DECLARES.contains(&word.as_str()), next) {
            self.declared.insert(name.to_string());
        }
        if let (true, Some(TokenTree::Ident(name))) = (word == "macro_rules", tokens.get(at + 2)) {
            self.declared.insert(name.to_string());
        }
        let path = path_from(&tokens[at..]);
        let is_member =
            at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(dot) if dot.as_char() == '.' || dot.as_char() == ':');
        let length = 3 * path.len() - 2;
        self.words.extend(path.iter().cloned());
        if path.len() > 1 && !is_member {
            self.paths.push(Named { inside: inside.to_vec(), path });
        }
        length
    }

    fn take_use(&mut self, tree: &[TokenTree], before: &[String], inside: &[String], is_public: bool) {
        let branches = tree.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','));
        for branch in branches.filter(|branch| !branch.is_empty()) {
            let mut path = before.to_vec();
            let mut alias = None;
            let mut group = None;
            for (place, token) in branch.iter().enumerate() {
                match token {
                    TokenTree::Ident(word) if word == "as" => {
                        alias = branch.get(place + 1).map(ToString::to_string);
                        break;
                    }
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Punct(star) if star.as_char() == '*' => path.push("*".to_owned()),
                    TokenTree::Group(inner) => group = Some(inner.stream().into_iter().collect::<Vec<_>>()),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
            if let Some(group) = group {
                self.take_use(&group, &path, inside, is_public);
                continue;
            }
            if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            let alias = alias.or_else(|| path.last().cloned()).unwrap_or_default();
            self.uses.push(Use { is_public, alias, of: Named { inside: inside.to_vec(), path } });
        }
    }
}

/// The words that `::` joins, from the first token on.
fn path_from(tokens: &[TokenTree]) -> Vec<String> {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
    let mut path = vec![tokens[0].to_string()];
    while is_colon(tokens.get(3 * path.len() - 2)) && is_colon(tokens.get(3 * path.len() - 1)) {
        let Some(TokenTree::Ident(word)) = tokens.get(3 * path.len()) else { break };
        path.push(word.to_string());
    }
    path
}

/// `#[cfg(test)]`.
fn is_test_only(tokens: &[TokenTree]) -> bool {
    let is_hash = matches!(&tokens[0], TokenTree::Punct(hash) if hash.as_char() == '#');
    let attribute = tokens.get(1).map(ToString::to_string).unwrap_or_default();
    is_hash && attribute.replace(' ', "") == "[cfg(test)]"
}

/// How many tokens an item has: up to its block or semicolon.
fn item_length(tokens: &[TokenTree]) -> usize {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Punct(end) => end.as_char() == ';',
        TokenTree::Group(body) => body.delimiter() == Delimiter::Brace,
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    // The braces of `use a::{b, c};` are not its end.
    let is_use = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "use");
    let is_semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(end) if end.as_char() == ';');
    let end = match tokens.iter().take(3).any(is_use) {
        true => tokens.iter().position(is_semicolon),
        false => tokens.iter().position(is_end),
    };
    end.map_or(tokens.len(), |end| end + 1)
}

#[test]
fn what_a_file_names_is_read_with_its_modules_and_without_its_tests() {
    let parsed = Parsed::of(
        "pub use a::{b, c as d};\nuse super::*;\nmod inner { fn f() { super::g::<u8>(crate::h::K); } }\n\
         macro_rules! m { () => { $crate::x::Y }; }\n// crate::not::this\n#[cfg(test)]\nmod tests { use crate::t::T; }\nfn last() {}",
    );
    let uses: Vec<_> =
        parsed.uses.iter().map(|one| (one.is_public, one.alias.as_str(), one.of.path.join("::"))).collect();
    assert_eq!(
        uses,
        [(true, "b", "a::b".to_owned()), (true, "d", "a::c".to_owned()), (false, "*", "super::*".to_owned())]
    );
    let paths: Vec<_> = parsed.paths.iter().map(|one| (one.inside.join("::"), one.path.join("::"))).collect();
    let expected = [("inner", "super::g"), ("inner", "crate::h::K"), ("", "crate::x::Y")];
    assert_eq!(paths, expected.map(|(inside, path)| (inside.to_owned(), path.to_owned())));
    assert!(["f", "m", "last"].iter().all(|name| parsed.declared.contains(*name)));
}
