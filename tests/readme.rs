//! The README's picture is what the tool prints. `UPDATE_DOCS=1 cargo test --test main readme` draws it anew.

use crate::support::{repository, run};

#[test]
fn the_picture_is_real() {
    let root = repository();
    let output = run(&root, &["fixtures/hosts/clash"]);
    let picture = format!(
        "```text\n{}```\n",
        String::from_utf8(output.stdout).unwrap()
    );
    let file = root.join("README.md");
    let readme = std::fs::read_to_string(&file).unwrap();
    let start = readme.find("```text\n").unwrap();
    let end = readme.find("<!-- end of picture -->").unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let fresh = format!("{}{picture}{}", &readme[..start], &readme[end..]);
        std::fs::write(&file, fresh).unwrap();
        return;
    }
    assert_eq!(
        &readme[start..end],
        picture,
        "UPDATE_DOCS=1 cargo test --test main readme"
    );
}
