//! Inbound endpoints: those that users deploy, and those that the product ships.

use super::{Case, find, open};
use portlint_host::State;

fn endpoint(name: &str, protocol: &str, port_key: &str, port: &str, extra: &str) -> String {
    format!(
        "<inboundEndpoint xmlns='http://ws.apache.org/ns/synapse' name='{name}' protocol='{protocol}' {extra}>\
         <parameters><parameter name='{port_key}'>{port}</parameter></parameters></inboundEndpoint>"
    )
}

#[test]
fn inbound_endpoints_of_users_follow_their_own_rules() {
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let ws = "<inboundEndpoint xmlns='http://ws.apache.org/ns/synapse' name='Chat' protocol='ws'><parameters><parameter name='inbound.ws.port'>7000</parameter>\
        <parameter name='ws.use.port.offset'>true</parameter></parameters></inboundEndpoint>";
    let with_endpoints = |case: Case| {
        case.file(
            &format!("{folder}/a.xml"),
            &endpoint("Orders", "http", "inbound.http.port", "8085", ""),
        )
        .file(
            &format!("{folder}/b.xml"),
            &endpoint("Ward", "hl7", "inbound.hl7.Port", "2222", ""),
        )
        .file(
            &format!("{folder}/c.xml"),
            &endpoint(
                "Off",
                "https",
                "inbound.http.port",
                "8086",
                "suspend='true'",
            ),
        )
        .file(&format!("{folder}/d.xml"), ws)
        .run()
    };
    let quoted = "[synapse_properties]\n'inbound.port.offset.enable' = true";
    let switched = "[mediation]\ninbound.port_offset_enable = true";
    for (product, version, toml, http, chat) in [
        ("wso2mi", "4.2.0", "", 8085, 7010),
        ("wso2mi", "4.2.0", switched, 8095, 7010),
        ("wso2mi", "4.2.0", quoted, 8095, 7010),
        ("wso2mi", "4.2.0", &quoted.replace('\'', ""), 8085, 7010),
        ("wso2mi", "1.2.0", switched, 8085, 7010),
        ("wso2am", "4.2.0", "[server]\noffset = 2", 8087, 7002),
        ("wso2am", "3.2.0", "[server]\noffset = 2", 8085, 7002),
    ] {
        let runtime = with_endpoints(Case::new(product, version, toml));
        assert_eq!(
            open(&runtime, "inbound-Orders"),
            Some(http),
            "{product} {version} {toml}"
        );
        assert_eq!(open(&runtime, "inbound-Ward"), Some(2222));
        assert_eq!(
            open(&runtime, "inbound-Chat"),
            Some(chat),
            "{product} {version}"
        );
        assert_eq!(find(&runtime, "inbound-Off").state, State::Closed);
        assert!(find(&runtime, "inbound-Orders").location.is_some());
    }
}

#[test]
fn an_mcp_server_follows_the_switch_of_the_http_endpoints() {
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let server = "<inboundEndpoint xmlns='http://ws.apache.org/ns/synapse' name='Tools' class='org.wso2.carbon.inbound.sse.McpInboundListener'><parameters>\
        <parameter name='inbound.mcp.port'>8300</parameter></parameters></inboundEndpoint>";
    let switched = "[synapse_properties]\n'inbound.port.offset.enable' = true";
    for (toml, port) in [("", 8300), (switched, 8310)] {
        let runtime = Case::new("wso2mi", "4.4.0", toml)
            .file(&format!("{folder}/tools.xml"), server)
            .run();
        assert_eq!(open(&runtime, "inbound-Tools"), Some(port), "{toml}");
    }
}

#[test]
fn shipped_endpoints_without_a_key_are_read_from_their_files() {
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let file = endpoint("WebhookServer", "http", "inbound.http.port", "9121", "");
    let runtime = Case::new("wso2am", "4.2.0", "[server]\noffset = 1")
        .file(&format!("{folder}/WebhookServer.xml"), &file)
        .run();
    assert_eq!(open(&runtime, "webhook-http"), Some(9122));
    assert!(find(&runtime, "webhook-http").location.is_some());
    // With a key the file is written anew at every start.
    let file = endpoint(
        "SecureWebhookServer",
        "https",
        "inbound.http.port",
        "8121",
        "",
    );
    let runtime = Case::new("wso2am", "4.2.0", "")
        .file(&format!("{folder}/SecureWebhookServer.xml"), &file)
        .run();
    assert_eq!(open(&runtime, "webhook-https"), Some(8021));
    let suspended = endpoint(
        "WebhookServer",
        "http",
        "inbound.http.port",
        "9021",
        "suspend='true'",
    );
    let runtime = Case::new("wso2am", "4.2.0", "")
        .file(&format!("{folder}/WebhookServer.xml"), &suspended)
        .run();
    assert_eq!(find(&runtime, "webhook-http").state, State::Closed);
}
