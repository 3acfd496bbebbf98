//! The README's picture is what the tool prints. `UPDATE_DOCS=1 cargo test --test main readme` draws it anew.

use crate::support::{repository, run};

#[test]
fn the_picture_is_real() {
    let root = repository();
    let output = run(&root, &["fixtures/hosts/two"]);
    let picture = format!(
        "```text\n{}```\n",
        String::from_utf8(output.stdout).unwrap()
    );
    let file = root.join("README.md");
    let readme = std::fs::read_to_string(&file).unwrap();
    let start = readme.find("```text\n").unwrap();
    let end = readme.find("<!-- end of picture -->").unwrap();
    // It is what a reader sees first: it stays short, and shows a conflict of two servers.
    assert!(picture.lines().count() <= 24, "{picture}");
    assert!(picture.contains(" both open 9443/tcp"), "{picture}");
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

#[test]
fn the_picture_says_what_the_plan_says() {
    let root = repository();
    let plan = run(&root, &["plan", "fixtures/hosts/two"]);
    let plan = String::from_utf8(plan.stdout).unwrap();
    assert!(
        plan.contains("fixtures/hosts/two/wso2is-7.0.0: port offset 0 -> 1"),
        "{plan}"
    );
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let help = "help: set the port offset of wso2is-7.0.0 to 1 (`[server] offset = 1`)";
    assert!(readme.contains(help));
}
