//! Mediation (facts 1, 4).

use super::*;

#[test]
fn pass_through_receivers() {
    let esb = |receivers: &str| {
        Case::of("WSO2 Enterprise Service Bus", "5.0.0")
            .carbon("3")
            .file("axis2/axis2.xml", &axis2(receivers, ""))
    };
    expect_kernel_and(
        &esb(PASSTHRU),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+3=8246 0.0.0.0 axis2.xml:8",
            "cluster-member closed 4000+0=4000: clustering",
        ],
    );
    let nio = PASSTHRU
        .replace(
            "passthru.PassThroughHttpListener",
            "nhttp.HttpCoreNIOListener",
        )
        .replace(
            "passthru.PassThroughHttpSSLListener",
            "nhttp.HttpCoreNIOMultiSSLListener",
        )
        .replace(
            "8243</parameter>",
            "8343</parameter><parameter name=\"bind-address\">10.0.0.9</parameter>",
        );
    expect_kernel_and(
        &esb(&nio),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8343+3=8346 10.0.0.9 axis2.xml:8",
        ],
    );
    // Older pass-through transports read the address and drop it; the jar in the home outranks the release.
    let bound = PASSTHRU.replace(
        "8243</parameter>",
        "8243</parameter><parameter name=\"bind-address\">10.0.0.9</parameter>",
    );
    let plugins = "repository/components/plugins";
    let with_jar = |version: &str| {
        esb(&bound)
            .at(&format!("{plugins}/org.wso2.carbon.core_4.4.8.jar"), "")
            .at(
                &format!("{plugins}/synapse-nhttp-transport_{version}.jar"),
                "",
            )
    };
    for (case, address) in [
        (esb(&bound), "0.0.0.0"),
        (with_jar("2.1.3.wso2v11"), "0.0.0.0"),
        (with_jar("2.1.7.wso2v7"), "0.0.0.0"),
        (with_jar("2.1.7.wso2v16"), "10.0.0.9"),
        (with_jar("4.0.0.wso2v20"), "10.0.0.9"),
    ] {
        let https = format!("passthru-https tcp 8243+3=8246 {address} axis2.xml:8");
        let http = "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5";
        expect_kernel_and(&case, 3, &[http, &https]);
    }
    // Receivers of the servlet transport open nothing; a commented one neither; several of the same kind all do.
    let shims = r#"<transportReceiver name="http" class="org.wso2.carbon.core.transports.http.HttpTransportListener">
<parameter name="port">9763</parameter>
</transportReceiver>
<!--
"#.to_string() + PASSTHRU + "-->\n";
    expect_kernel_and(
        &esb(&shims),
        3,
        &[
            "passthru-http closed: axis2.xml",
            "passthru-https closed: axis2.xml",
        ],
    );
    let second = PASSTHRU.to_string()
        + &PASSTHRU
            .replace("name=\"http\"", "name=\"http2\"")
            .replace("name=\"https\"", "name=\"https2\"")
            .replace("8280", "8281")
            .replace("8243", "8244");
    let runtime = esb(&second).runtime("default");
    let mut ports = runtime
        .listeners
        .iter()
        .filter(|l| l.state == State::Open && l.base.is_some_and(|b| (8200..8300).contains(&b)))
        .map(|l| l.port.unwrap())
        .collect::<Vec<_>>();
    ports.sort_unstable();
    assert_eq!(ports, [8246, 8247, 8283, 8284]);
    // Of several with one name the last replaces the others, receivers and parameters alike.
    let replaced = PASSTHRU.to_string()
        + &PASSTHRU.replace("8280", "8281").replace(
            "8243</parameter>",
            "8244</parameter>\n<parameter name=\"port\">8245</parameter>",
        );
    expect_kernel_and(
        &esb(&replaced),
        3,
        &[
            "passthru-http tcp 8281+3=8284 0.0.0.0 axis2.xml:11",
            "passthru-https tcp 8245+3=8248 0.0.0.0 axis2.xml:15",
        ],
    );
    let lines = esb(&replaced).runtime("default").problems;
    let lines = lines
        .iter()
        .map(|p| p.location.as_ref().unwrap().place.line);
    assert_eq!(lines.collect::<Vec<_>>(), [4, 7]);
    // A sender is no listener.
    let sender = PASSTHRU.to_string()
        + "<transportSender name=\"http\" class=\"x\"><parameter name=\"port\">7070</parameter></transportSender>\n";
    expect_kernel_and(
        &esb(&sender),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+3=8246 0.0.0.0 axis2.xml:8",
        ],
    );
    // Others: what they do with the offset is not known.
    let tcp = PASSTHRU.to_string()
        + "<transportReceiver name=\"tcp\" class=\"org.apache.axis2.transport.tcp.TCPServer\">\n<parameter name=\"port\">6060</parameter></transportReceiver>\n";
    let runtime = esb(&tcp).runtime("default");
    let other = runtime
        .listeners
        .iter()
        .find(|l| l.base == Some(6060))
        .unwrap();
    assert_eq!(other.state, State::Conditional);
}

#[test]
fn receivers_with_placeholders_and_garbage() {
    let esb = |port: &str| {
        Case::of("WSO2 Enterprise Service Bus", "5.0.0").file(
            "axis2/axis2.xml",
            &axis2(&PASSTHRU.replace("8280", port), ""),
        )
    };
    let https = "passthru-https tcp 8243+0=8243 0.0.0.0 axis2.xml:8";
    expect_kernel_and(
        &esb("${in.port}").arguments(&["-Din.port=8888"]),
        0,
        &["passthru-http tcp 8888+0=8888 0.0.0.0 axis2.xml:5", https],
    );
    expect_kernel_and(
        &esb("${in.port}"),
        0,
        &["passthru-http conditional -+0=-: in.port", https],
    );
}

#[test]
fn inbound_endpoints() {
    let endpoint = |protocol: &str, key: &str, extra: &str| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"a\" protocol=\"{protocol}\" suspend=\"false\">\n<parameters>\n<parameter name=\"{key}\">8085</parameter>\n{extra}</parameters>\n</inboundEndpoint>"
        )
    };
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let ports = |text: &str| {
        let (runtime, files) = Case::of("WSO2 Enterprise Service Bus", "5.0.0")
            .carbon("3")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .at(&format!("{folder}/a.xml"), text)
            .runtime_with_files("default");
        runtime
            .listeners
            .iter()
            .filter(|l| l.base == Some(8085) && l.state == State::Open)
            .map(|l| {
                format!(
                    "{} {}",
                    number(l),
                    row(l, &files).rsplit(' ').next().unwrap()
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ports(&endpoint("http", "inbound.http.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("https", "inbound.http.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("hl7", "inbound.hl7.Port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("ws", "inbound.ws.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    let flag = "<parameter name=\"ws.use.port.offset\">true</parameter>\n";
    assert_eq!(
        ports(&endpoint("wss", "inbound.ws.port", flag)),
        ["8085+3=8088 a.xml:3"]
    );
    let suspended = endpoint("http", "inbound.http.port", "").replace("\"false\"", "\"true\"");
    assert!(ports(&suspended).is_empty());
}
