//! Without Carbon, and without sources (facts 4).

use super::*;

#[test]
fn application_server_6_is_tomcat() {
    let server = r#"<Server port="8005" shutdown="SHUTDOWN">
<Service name="Catalina">
<Connector port="8080" protocol="HTTP/1.1" redirectPort="8443"/>
<Connector port="8443" protocol="org.apache.coyote.http11.Http11NioProtocol" SSLEnabled="true" scheme="https" address="10.5.5.5"/>
<Connector port="8009" protocol="AJP/1.3" redirectPort="8443"/>
</Service>
</Server>"#;
    let home = || Case::bare("conf", "WSO2 Application Server v6.0.0").file("server.xml", server);
    let open = [
        "servlet-http tcp 8080+0=8080 0.0.0.0 server.xml:3",
        "servlet-https tcp 8443+0=8443 10.5.5.5 server.xml:4",
        "ajp tcp 8009+0=8009 0.0.0.0 server.xml:5",
        "tomcat-shutdown tcp 8005+0=8005 localhost server.xml:1",
    ];
    let case = home();
    assert_eq!(case.home().product.as_deref(), Some("wso2as"));
    case.expect(&open);
    // No offset exists, whatever is told.
    home().arguments(&["-DportOffset=3"]).expect(&open);
    let off = home().file("server.xml", &server.replace("8005", "-1"));
    off.expect(&with_kernel(
        &[],
        &[open[0], open[1], open[2], "tomcat-shutdown closed: -1"],
    ));
}

#[test]
fn elastic_load_balancer() {
    let mut case = Case::of("WSO2 Elastic Load Balancer", "2.1.0")
        .carbon("1")
        .file("axis2/axis2.xml", &axis2(PASSTHRU, &clustering("wka", 4000)))
        .file("loadbalancer.conf", "loadbalancer {\n  services {\n    appserver {\n      domains {\n        wso2.as.domain {\n          group_mgt_port 4500;\n        }\n      }\n    }\n  }\n}\n");
    case.facts.product = Some("wso2elb".to_string());
    case.expect(&with_kernel(
        &kernel(1),
        &[
            "passthru-http tcp 8280+1=8281 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+1=8244 0.0.0.0 axis2.xml:8",
            "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:13",
            "group-management-1 conditional 4500+0=4500: not verified",
        ],
    ));
}

#[test]
fn application_server_6_is_told_from_any_tomcat_by_its_listener() {
    let server = |listener: &str| {
        format!(
            "<Server port=\"8005\">\n<Listener className=\"{listener}\"/>\n<Service><Connector port=\"8080\"/></Service>\n</Server>"
        )
    };
    let home = |listener: &str| Case {
        conf: "conf",
        files: Memory::new().with(format!("{HOME}/conf/server.xml"), server(listener)),
        facts: HomeFacts::default(),
    };
    let ours = home("org.wso2.appserver.configuration.listeners.ServerConfigurationLoader");
    assert_eq!(ours.home().product.as_deref(), Some("wso2as"));
    ours.expect(&[
        "servlet-http tcp 8080+0=8080 0.0.0.0 server.xml:3",
        "tomcat-shutdown tcp 8005+0=8005 localhost server.xml:1",
        "servlet-https closed: no such Connector",
    ]);
    let theirs = home("org.apache.catalina.core.AprLifecycleListener").scan();
    assert!(theirs.host.homes.is_empty());
}
