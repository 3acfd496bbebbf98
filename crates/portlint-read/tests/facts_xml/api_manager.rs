//! API Manager (facts 4, 6).

use super::*;

#[test]
fn api_manager_1() {
    for version in ["1.8.0", "1.9.0", "1.9.1"] {
        let case = Case::of("WSO2 API Manager", version)
            .carbon("2")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .file(
                "api-manager.xml",
                &key_manager("<ThriftServerPort>10397</ThriftServerPort>"),
            );
        expect_kernel_and(
            &case,
            2,
            &[
                "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
                "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
                "thrift-keymgt tcp 10397+0=10397 local host name api-manager.xml:5",
                "amqp closed: no message broker",
                "amqps closed: no message broker",
            ],
        );
    }
}

#[test]
fn api_manager_1_10_adds_thrift_authentication() {
    let case = Case::of("WSO2 API Manager", "1.10.0")
        .carbon("2")
        .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
        .file("api-manager.xml", &key_manager(""));
    expect_kernel_and(
        &case,
        2,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt tcp 10397+2=10399 local host name api-manager.xml:4",
        ],
    );
}

#[test]
fn api_manager_2() {
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let ws = |protocol: &str, port: u16, follow: bool| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{protocol}\" protocol=\"{protocol}\" suspend=\"false\">\n<parameters>\n<parameter name=\"inbound.ws.port\">{port}</parameter>\n<parameter name=\"ws.use.port.offset\">{follow}</parameter>\n</parameters>\n</inboundEndpoint>"
        )
    };
    let case = |version: &str| {
        Case::of("WSO2 API Manager", version)
            .carbon("2")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .file("identity/thrift-authentication.xml", THRIFT_AUTH)
            .file(
                "api-manager.xml",
                &key_manager("<ThriftServerHost>localhost</ThriftServerHost>"),
            )
            .file(
                "broker.xml",
                &broker(false, "<deployment><mode>standalone</mode></deployment>"),
            )
            .file("data-bridge/data-bridge-config.xml", BRIDGE)
    };
    let bridge = bridge(2);
    let mut always = with_kernel(
        &bridge,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt tcp 10397+2=10399 localhost api-manager.xml:4",
            "amqp tcp 5672+2=5674 0.0.0.0 broker.xml:9",
            "amqps tcp 8672+2=8674 0.0.0.0 broker.xml:10",
            "mqtt closed 1883+2=1885: mqtt is not enabled",
            "mqtts closed 8883+2=8885: mqtt is not enabled",
            "mb-thrift closed 7611+2=7613: standalone",
        ],
    );
    expect_kernel_and(&case("2.0.0"), 2, &always);
    // 2.6 with both WebSocket endpoints.
    let both = case("2.6.0")
        .at(
            &format!("{folder}/WebSocketInboundEndpoint.xml"),
            &ws("ws", 9099, false),
        )
        .at(
            &format!("{folder}/SecureWebSocketInboundEndpoint.xml"),
            &ws("wss", 8099, true),
        );
    always.push("ws-inbound tcp 9099+0=9099 0.0.0.0 WebSocketInboundEndpoint.xml:3");
    always.push("wss-inbound tcp 8099+2=8101 0.0.0.0 SecureWebSocketInboundEndpoint.xml:3");
    expect_kernel_and(&both, 2, &always);
    // -Ddisable.receiver=true stops all receivers; an explicit key manager port is literal.
    let stopped = case("2.2.0").arguments(&["-Ddisable.receiver=true"]).file(
        "api-manager.xml",
        &key_manager("<ThriftServerPort>10500</ThriftServerPort>"),
    );
    let runtime = stopped.runtime("default");
    for (id, state, port) in [
        ("databridge-thrift-tcp", State::Closed, 7613),
        ("databridge-thrift-ssl", State::Closed, 7713),
        ("databridge-binary-tcp", State::Closed, 9613),
        ("thrift-keymgt", State::Open, 10500),
    ] {
        let listener = runtime.listeners.iter().find(|l| l.id == id).unwrap();
        assert_eq!((listener.state, listener.port), (state, Some(port)), "{id}");
    }
}

#[test]
fn defaults_of_the_binary_receiver_are_swapped_in_the_code() {
    let bridge = "<dataBridgeConfiguration>\n<dataReceiver name=\"Binary\"><config name=\"tcpReceiverThreadPoolSize\">100</config>\n</dataReceiver>\n<dataReceiver name=\"Thrift\">\n<config name=\"hostName\">10.2.2.2</config>\n</dataReceiver>\n</dataBridgeConfiguration>";
    let case = Case::of("WSO2 Complex Event Processor", "4.2.0")
        .carbon("1")
        .file("data-bridge/data-bridge-config.xml", bridge);
    expect_kernel_and(
        &case,
        1,
        &[
            "databridge-binary-tcp tcp 9711+1=9712 0.0.0.0 data-bridge-config.xml:2",
            "databridge-binary-ssl tcp 9611+1=9612 0.0.0.0 data-bridge-config.xml:2",
            "databridge-thrift-tcp tcp 7611+1=7612 10.2.2.2 data-bridge-config.xml:4",
            "databridge-thrift-ssl tcp 7711+1=7712 10.2.2.2 data-bridge-config.xml:4",
        ],
    );
}
