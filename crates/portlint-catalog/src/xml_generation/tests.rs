use super::*;

#[test]
fn every_listener_is_complete() {
    for listener in listeners() {
        let id = &listener.facts.id;
        assert!(!listener.facts.evidence.is_empty(), "{id}");
        assert!(!listener.facts.gates.is_empty(), "{id}");
        for gate in &listener.facts.gates {
            let product = crate::product(&gate.product);
            assert!(product.is_some(), "{id}: {gate}");
            let runtimes = &product.unwrap().runtimes;
            assert!(
                gate.runtime
                    .as_ref()
                    .is_none_or(|runtime| runtimes.iter().any(|r| r.id == *runtime)),
                "{id}: {gate}"
            );
        }
    }
}

#[test]
fn no_product_has_an_id_twice() {
    for product in crate::products() {
        for release in &product.releases {
            for runtime in &product.runtimes {
                let mut ids = listeners()
                    .iter()
                    .map(|l| &l.facts)
                    .filter(|f| f.admits(&product.id, Some(&release.version), &runtime.id))
                    .map(|f| f.id.as_str())
                    .collect::<Vec<_>>();
                let all = ids.len();
                ids.sort_unstable();
                ids.dedup();
                assert_eq!(
                    ids.len(),
                    all,
                    "{} {} {}",
                    product.id,
                    release.version,
                    runtime.id
                );
            }
        }
    }
}
