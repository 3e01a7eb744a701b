//! The oracle knows the product's rules by the guide alone: what it took from the product's code it could not judge.

use std::path::Path;

#[test]
fn the_oracle_uses_nothing_of_the_product() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/oracle");
    let mut looked_at = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        assert!(path.is_file(), "{path:?} is a folder: look into it here as well");
        looked_at += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().map(|line| line.split("//").next().unwrap_or(line));
        for (number, line) in (1..).zip(code) {
            // Names of other crates, and the parts of this one that deal in their values.
            for foreign in ["domain", "store::", "use store", "gateway::", "use gateway", "crate::", "super::super"] {
                let own = line.contains("crate::oracle");
                assert!(own || !line.contains(foreign), "{path:?}:{number} uses {foreign}: {line}");
            }
        }
    }
    assert!(looked_at >= 10, "the oracle is gone");
}
