//! What lies in a home beside its start scripts: `scripts/homes.py` puts the same there.

const CARBON_XML: &str = "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">
  <Ports><Offset>0</Offset></Ports>
</Server>
";
const CATALINA: &str = "<Server><Service><Connector port=\"9763\"/><Connector port=\"9443\" SSLEnabled=\"true\"/></Service></Server>\n";
const DEPLOYMENT_YAML: &str = "wso2.carbon:\n  ports:\n    offset: 0\n";
const DEPLOYMENT_TOML: &str = "[server]\noffset = 0\n";

/// Paths and texts.
pub(super) fn files(product: &str) -> Vec<(String, String)> {
    let mut files = vec![
        ("updates/product.txt".to_string(), format!("{product}\n")),
        (
            "bin/setenv.sh".into(),
            "JAVA_OPTS=\"-DportOffset=7\"\n".into(),
        ),
        ("three.args".into(), "-DportOffset=3\n".into()),
        ("three.env".into(), "JAVA_OPTS=-DportOffset=3\n".into()),
    ];
    let mut put = |path: String, text: &str| files.push((path, text.to_string()));
    let mut xml = |folder: &str| {
        put(format!("{folder}/carbon.xml"), CARBON_XML);
        put(format!("{folder}/tomcat/catalina-server.xml"), CATALINA);
    };
    match product {
        "wso2is-5.1.0" => xml("repository/conf"),
        "wso2ei-6.4.0" => ["conf", "wso2/broker/conf", "wso2/business-process/conf"]
            .into_iter()
            .for_each(xml),
        "wso2si-4.2.0" => put("conf/server/deployment.yaml".into(), DEPLOYMENT_YAML),
        "wso2sp-4.4.0" => put("conf/worker/deployment.yaml".into(), DEPLOYMENT_YAML),
        _ if product.starts_with("wso2mi") => put("conf/deployment.toml".into(), DEPLOYMENT_TOML),
        _ => put("repository/conf/deployment.toml".into(), DEPLOYMENT_TOML),
    }
    files
}
