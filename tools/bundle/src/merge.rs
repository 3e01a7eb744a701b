//! Several split modules of the pages' WASM as one. A split module has functions, a part of the table and of the memory that it
//! fills when it starts, and takes memory, table and stack from the first module; it gives nothing to others by name. So
//! split modules are put one after the other, and only their numbers change.

use std::collections::HashMap;
use std::fmt;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{FuncType, FunctionBody, Import, Parser, Payload, TypeRef};

/// Why split modules do not fit together.
#[derive(Debug)]
pub struct Unexpected(String);

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unexpected {}

fn unexpected<T>(what: impl Into<String>) -> Result<T, Error<Unexpected>> {
    Err(Error::UserError(Unexpected(what.into())))
}

/// The module that is being put together.
#[derive(Default)]
struct Whole {
    types: TypeSection,
    known_types: HashMap<FuncType, u32>,
    imports: ImportSection,
    known_imports: HashMap<(String, String), u32>,
    memories: u32,
    tables: u32,
    globals: u32,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    counts_data: bool,
}

/// What the numbers of one split module are in the whole.
#[derive(Default)]
struct Numbers {
    types: Vec<u32>,
    memories: Vec<u32>,
    tables: Vec<u32>,
    globals: Vec<u32>,
    functions_before: u32,
    elements_before: u32,
    data_before: u32,
}

fn at(numbers: &[u32], number: u32) -> Result<u32, Error<Unexpected>> {
    let found = usize::try_from(number).ok().and_then(|place| numbers.get(place)).copied();
    found.map_or_else(|| unexpected(format!("a split module names something that it does not have: {number}")), Ok)
}

impl Reencode for Numbers {
    type Error = Unexpected;

    fn type_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        at(&self.types, number)
    }

    fn memory_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        at(&self.memories, number)
    }

    fn table_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        at(&self.tables, number)
    }

    fn global_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        at(&self.globals, number)
    }

    fn function_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        Ok(number + self.functions_before)
    }

    fn element_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        Ok(number + self.elements_before)
    }

    fn data_index(&mut self, number: u32) -> Result<u32, Error<Unexpected>> {
        Ok(number + self.data_before)
    }
}

/// One module of all split modules.
///
/// # Errors
/// What is no module, or has something that a split module of the splitter never has: exports, a start function, functions of
/// others, a memory, table or global of its own.
pub fn merge<'a>(splits: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, Error<Unexpected>> {
    let mut whole = Whole::default();
    for split in splits {
        whole.add(split)?;
    }
    Ok(whole.finish())
}

impl Whole {
    fn add(&mut self, split: &[u8]) -> Result<(), Error<Unexpected>> {
        let mut numbers = Numbers {
            functions_before: self.functions.len(),
            elements_before: self.elements.len(),
            data_before: self.data.len(),
            ..Numbers::default()
        };
        for payload in Parser::new(0).parse_all(split) {
            self.take(payload?, &mut numbers)?;
        }
        Ok(())
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a kind of section, or of thing from outside, that may come later is refused as well"
    )]
    fn take(&mut self, payload: Payload<'_>, numbers: &mut Numbers) -> Result<(), Error<Unexpected>> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    let number = self.number_of(ty?, numbers)?;
                    numbers.types.push(number);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.import(import?, numbers)?;
                }
            }
            Payload::FunctionSection(section) => numbers.parse_function_section(&mut self.functions, section)?,
            Payload::ElementSection(section) => numbers.parse_element_section(&mut self.elements, section)?,
            Payload::DataSection(section) => numbers.parse_data_section(&mut self.data, section)?,
            Payload::CodeSectionEntry(body) => self.body(body, numbers)?,
            Payload::DataCountSection { .. } => self.counts_data = true,
            Payload::ExportSection(section) if section.count() == 0 => {}
            // The code's own header, names and notes for other tools, and the ends.
            Payload::Version { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            other => {
                return unexpected(format!("a split module of the pages has a section of another kind: {other:?}"));
            }
        }
        Ok(())
    }

    fn body(&mut self, body: FunctionBody<'_>, numbers: &mut Numbers) -> Result<(), Error<Unexpected>> {
        numbers.parse_function_body(&mut self.code, body)
    }

    /// Pieces use the same types, which are there once.
    fn number_of(&mut self, ty: FuncType, numbers: &mut Numbers) -> Result<u32, Error<Unexpected>> {
        if let Some(known) = self.known_types.get(&ty) {
            return Ok(*known);
        }
        let number = self.types.len();
        self.types.ty().func_type(&numbers.func_type(ty.clone())?);
        self.known_types.insert(ty, number);
        Ok(number)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a kind of section, or of thing from outside, that may come later is refused as well"
    )]
    fn import(&mut self, import: Import<'_>, numbers: &mut Numbers) -> Result<(), Error<Unexpected>> {
        let (kind, count) = match import.ty {
            TypeRef::Memory(_) => (&mut numbers.memories, &mut self.memories),
            TypeRef::Table(_) => (&mut numbers.tables, &mut self.tables),
            TypeRef::Global(_) => (&mut numbers.globals, &mut self.globals),
            other => return unexpected(format!("a split module takes {}, which is {other:?}", import.name)),
        };
        let name = (import.module.to_owned(), import.name.to_owned());
        let known = self.known_imports.get(&name).copied();
        let number = known.unwrap_or(*count);
        kind.push(number);
        if known.is_none() {
            *count += 1;
            self.known_imports.insert(name, number);
            let ty = numbers.entity_type(import.ty)?;
            self.imports.import(import.module, import.name, ty);
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.elements);
        if self.counts_data {
            module.section(&DataCountSection { count: self.data.len() });
        }
        module.section(&self.code).section(&self.data);
        module.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, GlobalType, Instruction, MemArg, MemoryType, RefType, TableType,
        ValType,
    };

    /// A split module with a function that gives a number to its second, which stores it and the stack at 64; the first is in the
    /// table at `slot`.
    fn split(slot: i32, number: i32, with_stack: bool) -> Vec<u8> {
        let (mut types, mut imports, mut functions) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        if number > 1 {
            // Of another shape, so that the same type has another number here.
            types.ty().function([ValType::I64], []);
        }
        let first = types.len();
        types.ty().function([], []);
        types.ty().function([ValType::I32], []);
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        if with_stack {
            let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            imports.import("__wasm_split", "stack", EntityType::Global(stack));
        }
        imports.import("__wasm_split", "memory", memory);
        let table =
            TableType { element_type: RefType::FUNCREF, table64: false, minimum: 8, maximum: None, shared: false };
        imports.import("__wasm_split", "table", table);
        functions.function(first).function(first + 1);
        let mut code = CodeSection::new();
        let mut calls = Function::new([]);
        calls
            .instruction(&Instruction::I32Const(number))
            .instruction(&Instruction::Call(1))
            .instruction(&Instruction::End);
        let mut stores = Function::new([]);
        let place = MemArg { offset: 0, align: 2, memory_index: 0 };
        stores.instruction(&Instruction::I32Const(64)).instruction(&Instruction::LocalGet(0));
        if with_stack {
            stores.instruction(&Instruction::GlobalGet(0)).instruction(&Instruction::I32Add);
        }
        stores.instruction(&Instruction::I32Store(place)).instruction(&Instruction::End);
        code.function(&calls).function(&stores);
        let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
        elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions((&[0]).into()));
        data.active(0, &ConstExpr::i32_const(slot * 8), number.to_le_bytes());
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
        module.finish()
    }

    fn merged(splits: &[Vec<u8>]) -> Vec<u8> {
        let whole = merge(splits.iter().map(Vec::as_slice)).unwrap();
        wasmparser::Validator::new().validate_all(&whole).unwrap();
        whole
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "other sections are not looked at")]
    fn text(whole: &[u8]) -> String {
        let payloads = Parser::new(0).parse_all(whole).map(|payload| match payload.unwrap() {
            Payload::TypeSection(section) => format!("types {}\n", section.count()),
            Payload::ImportSection(section) => {
                section.into_imports().map(|import| format!("takes {}\n", import.unwrap().name)).collect()
            }
            Payload::CodeSectionEntry(body) => {
                let operators = body.get_operators_reader().unwrap().into_iter();
                operators.map(|operator| format!("{:?}; ", operator.unwrap())).collect::<String>() + "\n"
            }
            Payload::ElementSection(section) => {
                section.into_iter().map(|element| format!("{:?}\n", element.unwrap().items.count())).collect()
            }
            _ => String::new(),
        });
        payloads.collect()
    }

    trait Count {
        fn count(&self) -> u32;
    }

    impl Count for wasmparser::ElementItems<'_> {
        fn count(&self) -> u32 {
            match self {
                Self::Functions(functions) => functions.count(),
                Self::Expressions(_, expressions) => expressions.count(),
            }
        }
    }

    #[test]
    fn functions_call_their_own_and_take_the_same_things_from_outside_once() {
        let text = text(&merged(&[split(1, 1, true), split(2, 2, false), split(3, 3, true)]));
        assert!(text.starts_with("types 3\ntakes stack\ntakes memory\ntakes table\n1\n1\n1\n"), "{text}");
        for (number, called) in [(1, 1), (2, 3), (3, 5)] {
            let call = format!("I32Const {{ value: {number} }}; Call {{ function_index: {called} }}; End; ");
            assert!(text.contains(&call), "{text}");
        }
        assert_eq!(text.matches("GlobalGet { global_index: 0 }").count(), 2, "{text}");
    }

    #[test]
    fn what_is_no_split_module_is_refused() {
        assert!(merge([b"\0asm".as_slice()]).is_err());
        let mut exporting = Module::new();
        let mut exports = wasm_encoder::ExportSection::new();
        exports.export("memory", wasm_encoder::ExportKind::Memory, 0);
        exporting.section(&exports);
        let refusal = merge([exporting.finish().as_slice()]).unwrap_err().to_string();
        assert!(refusal.contains("section of another kind"), "{refusal}");
        let mut calling = Module::new();
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        imports.import("env", "print", EntityType::Function(0));
        calling.section(&types).section(&imports);
        assert!(merge([calling.finish().as_slice()]).unwrap_err().to_string().contains("takes print"));
    }
}
