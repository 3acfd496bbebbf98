//! The facts of the `toml` generation, statement by statement: what each version, key, profile and trap opens.

use crate::facts::{Case, case, check};

const AM3: &str = "5672 8099 8243 8280 8672 9099 9443 9611 9711 9763 9999 11111";
const AM4: &str = "5672 8021 8099 8243 8280 8672 9021 9099 9443 9611 9711 9763 9999 11111";
const CONTROL_PLANE: &str = "5672 8672 9443 9611 9711 9763 9999 11111";
const MI: &str = "8243 8280 9154 9191";

fn am(name: &str, version: &str, toml: &str) -> Case {
    of("wso2am", name, version, toml)
}

fn is(name: &str, version: &str, toml: &str) -> Case {
    of("wso2is", name, version, toml)
}

fn of(product: &str, name: &str, version: &str, toml: &str) -> Case {
    case(
        name,
        product,
        version,
        "repository/conf/deployment.toml",
        toml,
    )
}

fn mi(name: &str, version: &str, toml: &str) -> Case {
    case(name, "wso2mi", version, "conf/deployment.toml", toml)
}

fn icp(name: &str, version: &str, toml: &str) -> Case {
    let product = match version.as_bytes() {
        [b'4', b'.', b'0'..=b'2', ..] => "wso2mi-dashboard",
        _ => "wso2-integration-control-plane",
    };
    let version = match version {
        "4.3.0" => "1.0.0",
        "4.4.0" => "1.1.0",
        "4.5.0" | "4.6.0" | "4.7.0" => "1.2.0",
        version => version,
    };
    case(name, product, version, "conf/deployment.toml", toml)
}

#[test]
fn every_version_opens_its_defaults() {
    let mut cases = Vec::new();
    for v in ["3.0.0", "3.1.0", "3.2.0", "3.2.1"] {
        cases.push(am("default", v, "").opens(AM3, 0));
    }
    for v in [
        "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.4.0", "4.5.0", "4.6.0", "4.7.0", "4.7.1", "4.9.0",
        "5.0.0",
    ] {
        cases.push(am("default", v, "").opens(AM4, 0));
    }
    for v in ["4.5.0", "4.6.0", "4.7.0", "4.8.0"] {
        cases.push(of("wso2am-universal-gw", "default", v, "").opens(AM4, 0));
        for product in ["wso2am-acp", "wso2am-tm"] {
            cases.push(of(product, "default", v, "[server]\noffset = 4").opens(CONTROL_PLANE, 4));
        }
    }
    cases.push(
        is("default", "5.9.0", "[server]\noffset = 1").opens("9443 9763 9999 10389 11111", 1),
    );
    for v in ["5.10.0", "5.11.0"] {
        cases.push(
            is("default", v, "")
                .opens("9443 9763 10389", 0)
                .closes("9999 11111 8000"),
        );
    }
    for v in [
        "6.0.0", "6.1.0", "7.0.0", "7.1.0", "7.2.0", "7.3.0", "7.4.0",
    ] {
        cases.push(is("default", v, "").opens("9443 9763", 0));
    }
    cases.push(
        mi("default", "1.1.0", "")
            .opens("8243 8280", 10)
            .closes("9154 9191"),
    );
    for v in [
        "1.2.0", "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.4.0", "4.5.0",
    ] {
        cases.push(mi("default", v, "").opens(MI, 10));
    }
    for v in [
        "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.4.0", "4.5.0", "4.6.0", "4.7.0",
    ] {
        cases.push(icp("default", v, "").opens("9743", 0));
    }
    check(cases);
}

#[test]
fn servlet_connectors() {
    let no_http = "[transport.http]\nenabled = false";
    check(vec![
        am("http moved", "4.2.0", "[server]\noffset = 2\n[transport.http.properties]\nport = 9800")
            .opens(AM4, 2).without("9763").and("9800+2#4"),
        am("https moved by a string", "3.2.0", "[server]\noffset = 1\n[transport.https.properties]\nport = \"9543\"\naddress = \"10.1.1.1\"")
            .opens(AM3, 1).without("9443").and("9543+1#4@10.1.1.1"),
        am("dotted", "4.4.0", "transport.https.properties.port = 9544\nserver.offset = 1")
            .opens(AM4, 1).without("9443").and("9544+1#1"),
        am("inline", "4.4.0", "transport = { https = { properties = { port = 9544 } }, http = { properties = { port = 9100, address = '::1' } } }")
            .opens(AM4, 0).without("9443 9763").and("9544+0#1"),
        am("proxy and redirect", "4.3.0", "[transport.http.properties]\nproxyPort = 80\nredirectPort = 9444").opens(AM4, 0),
        am("enabled is not a key here", "4.3.0", no_http).opens(AM4, 0),
        is("enabled is not yet a key", "5.10.0", no_http).opens("9443 9763 10389", 0),
        is("off", "5.11.0", no_http).opens("9443 10389", 0).closes("9763"),
        is("off", "7.3.0", "[transport.https]\nenabled = false").opens("9763", 0).closes("9443"),
        is("string", "6.0.0", "[transport.https]\nenabled = \"true\"").opens("9763", 0).closes("9443"),
        is("on", "6.0.0", "[transport.https]\nenabled = true\n[transport.https.properties]\nport=9555").opens("9763", 0).and("9555+0#4"),
        is("custom", "6.0.0", "[server]\noffset = 3\n[custom_transport.mtls.properties]\nport = 9453\nscheme = \"https\"\naddress = \"10.0.0.5\"")
            .opens("9443 9763", 3).and("9453+0#4@10.0.0.5"),
        is("custom, bound late", "6.0.0", "[server]\noffset = 3\n[custom_transport.mtls.properties]\nport = 9453\nbindOnInit = \"false\"")
            .opens("9443 9763", 3).and("9453+3#4"),
        is("bound early", "7.1.0", "[server]\noffset = 3\n[transport.https.properties]\nbindOnInit = \"true\"")
            .opens("9763", 3).and("9443+0"),
        is("no IPv6", "7.1.0", "[transport.http.properties]\naddress = \"::1\"").opens("9443", 0).closes("9763"),
        is("IPv6", "7.1.0", "[transport.http.properties]\naddress = \"::1\"").file("bin/wso2server.sh", "#!/bin/sh\njava x\n").opens("9443", 0).and("9763+0@::1"),
        is("member port by its property", "7.1.0", "[clustering]\nmembership_scheme = \"multicast\"\nlocal_member_port = 4100\n[clustering.properties]\nlocalMemberPort = 4400\nmcastPort = 45999")
            .opens("9443 9763", 0).and("4400+0#5 45999+0#6/udp"),
        is("x509", "7.1.0", "[server]\noffset = 1\n[custom_transport.x509.properties]\nport = \"9446\"\n[custom_transport.b.properties]\nport = 9447")
            .opens("9443 9763", 1).and("9446+0#4 9447+0#6"),
        is("no custom transport yet", "5.11.0", "[custom_transport.mtls.properties]\nport = 9453").opens("9443 9763 10389", 0),
        am("no custom transport here", "4.2.0", "[custom_transport.mtls.properties]\nport = 9453").opens(AM4, 0),
        am("-Dtomcat.http.port", "4.2.0", "[server]\noffset = 5\n[transport.http.properties]\nport = 9800")
            .start("-Dtomcat.http.port=8080").opens(AM4, 5).without("9763").and("8080+0"),
        is("JAVA_OPTS -Dtomcat.https.port", "5.9.0", "[server]\noffset = 5")
            .java("-Dtomcat.https.port=8443").opens("9443 9763 9999 10389 11111", 5).without("9443").and("8443+0"),
        is("two of one scheme", "7.0.0", "[custom_transport.mtls.properties]\nport = 9453\nscheme = \"https\"")
            .start("-Dtomcat.https.port=8443").opens("9763", 0).and("8443+0 9453+0"),
        is("of the other scheme", "7.0.0", "[custom_transport.plain.properties]\nport = 9453\nscheme = \"http\"")
            .start("-Dtomcat.https.port=8443").opens("9763 9453", 0).and("8443+0"),
        is("random", "7.0.0", "").start("-Dtomcat.random.port.enable=true").perhaps("servlet-http servlet-https"),
        is("shutdown", "7.0.0", "").opens("9443 9763", 0).closes("8005"),
        is("unknown text", "7.0.0", "[transport.https.properties]\nport = \"$env{P}\"").untold().opens("9763", 0).perhaps("servlet-https"),
        is("told text", "7.0.0", "[server]\noffset=2\n[transport.https.properties]\nport = \"$env{P}\"").env("P", "8443")
            .opens("9763", 2).and("8443+2"),
        is("$sys", "7.0.0", "[transport.https.properties]\nport = \"$sys{p.q}\"").start("-Dp.q=8443").opens("9763", 0).and("8443+0"),
        is("$ref", "7.0.0", "[server]\noffset=1\n[transport.https.properties]\nport = \"$ref{my.own.port}\"\n[my.own]\nport = 8555").opens("9763", 1).and("8555+1"),
        is("$ref of $env", "7.0.0", "[transport.https.properties]\nport = \"$ref{my.own.port}\"\n[my.own]\nport = \"$env{P}\"").env("P", "8556").opens("9763", 0).and("8556+0"),
        is("part of a number", "7.0.0", "[transport.https.properties]\nport = \"9$env{P}43\"").env("P", "5").opens("9763", 0).and("9543+0"),
    ]);
}

#[test]
fn pass_through() {
    check(vec![
        am("canonical", "4.2.0", "[server]\noffset = 1\n[transport.passthru_http.listener.parameters]\nport = 8380\n[transport.passthru_https.listener.parameters]\nport = 8343")
            .opens(AM4, 1).without("8280 8243").and("8380+1#4 8343+1#6"),
        am("alias", "3.2.0", "[transport.http.listener]\nport = 8380\nsecured_port = \"8343\"")
            .opens(AM3, 0).without("8280 8243").and("8380+0#2 8343+0#3"),
        am("alias and canonical", "4.2.0", "[transport.http.listener]\nport = 8380\n[transport.passthru_http.listener.parameters]\nport = 8480")
            .opens(AM4, 0).without("8280").and("8380+0#2"),
        mi("alias and canonical in another order", "4.2.0", "[server]\nhostname = \"x\"\n[mediation]\ninternal_http_api_port = 9300\n[synapse_properties]\n'internal.http.api.port' = 9400").opens(MI, 10).without("9191").and("9300+10#4"),
        am("alias and canonical agree", "4.2.0", "[transport.http.listener]\nport = 8380\n[transport.passthru_http.listener.parameters]\nport = 8380")
            .opens(AM4, 0).without("8280").and("8380+0"),
        am("canonical bind", "4.2.0", "[transport.passthru_http.listener.parameters]\nbind-address = \"10.0.0.1\"")
            .opens(AM4, 0).without("8280").and("8280+0@10.0.0.1"),
        am("alias bind is dropped", "4.1.0", "[transport.http.listener]\nbind_address = \"10.0.0.9\"").opens(AM4, 0),
        am("profile bind", "4.2.0", "[keystore.listener_profile]\nbind_address = \"10.0.0.3\"").opens(AM4, 0).without("8243").and("8243+0@10.0.0.3"),
        am("profile bind, static file", "4.1.0", "[keystore.listener_profile]\nbind_address = \"10.0.0.3\"").opens(AM4, 0),
        am("added bind", "4.1.0", "[transport.http.listener]\nsecured_bind_address = \"10.0.0.2\"").opens(AM4, 0).without("8243").and("8243+0@0.0.0.0,10.0.0.2"),
        am("both", "4.4.0", "[keystore.listener_profile]\nbind_address = \"10.0.0.3\"\n[transport.passthru_https.listener.parameters]\nbind-address = \"10.0.0.4\"")
            .opens(AM4, 0).without("8243").and("8243+0@10.0.0.3,10.0.0.4"),
        am("http off", "4.2.0", "[transport.passthru_http.listener]\nenable = false").opens(AM4, 0).without("8280").closes("8280"),
        am("https off", "4.2.0", "[transport.passthru_https.listener]\nenable = false").opens(AM4, 0).without("8243").closes("8243"),
        of("wso2am-universal-gw", "moved", "4.5.0", "[server]\noffset = 1\n[transport.http.listener]\nport = 8380").opens(AM4, 1).without("8280").and("8380+1#4"),
        of("wso2am-acp", "none", "4.5.0", "[transport.http.listener]\nport = 8380").opens(CONTROL_PLANE, 0),
        mi("moved", "4.1.0", "[transport.http.listener]\nport = 8290\nsecured_port = 8253\nbind_address = \"10.0.0.1\"\nsecured_bind_address = \"10.0.0.2\"")
            .opens("9154 9191", 10).and("8290+10#2@10.0.0.1 8253+10#3@10.0.0.2"),
        mi("canonical", "4.1.0", "[server]\noffset = 1\n[transport.http.listener.parameter]\nport = 8285\n[transport.https.listener.parameter]\nport = 8286")
            .opens("9154 9191", 1).and("8285+1#4 8286+1#6"),
        mi("off", "4.0.0", "[transport.http.listener]\nenable = false\nsecured_enable = false").opens("", 10).closes("8280 8243 9154 9191"),
        mi("off by strings", "1.2.0", "[transport.http.listener]\nenable = \"false\"\nsecured_enable = \"true\"").opens("8243 9154", 10).closes("8280 9191"),
        mi("further", "4.2.0", "[[custom_transport.listener]]\nclass = \"org.apache.synapse.transport.passthru.PassThroughHttpListener\"\nprotocol = \"http2\"\nparameter.port = 8388\nparameter.bind-address = \"10.0.0.1\"\n[[custom_transport.listener]]\nclass = \"org.apache.synapse.transport.passthru.PassThroughHttpSSLListener\"\nprotocol = \"https2\"\nparameter.port = \"8389\"")
            .opens(MI, 10).and("8388+10#4@10.0.0.1 8389+10#9"),
        mi("of another class", "4.2.0", "[[custom_transport.listener]]\nclass = \"com.example.Listener\"\nprotocol = \"x\"\nparameter.port = 8388").opens(MI, 10).perhaps("8388"),
        mi("tcp and udp", "4.2.0", "[transport.tcp.listener]\nenable = true\n[transport.udp.listener]\nenable = true").opens(MI, 10),
    ]);
}

const HTTP_ENDPOINT: &str = r#"<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="orders" sequence="s" onError="f" protocol="http" suspend="false"><parameters><parameter name="inbound.http.port">8500</parameter></parameters></inboundEndpoint>"#;
const ENDPOINTS: &str = "repository/deployment/server/synapse-configs/default/inbound-endpoints";

fn websocket(offset: bool) -> String {
    format!(
        r#"<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="chat" protocol="ws" suspend="false"><parameters><parameter name="inbound.ws.port">8600</parameter><parameter name="ws.use.port.offset">{offset}</parameter></parameters></inboundEndpoint>"#
    )
}

#[test]
fn inbound_endpoints() {
    let orders = &format!("{ENDPOINTS}/orders.xml");
    let moved = "[server]\noffset = 2\n[apim.ws]\nport = 9199\n[apim.wss]\nport = 8199\n[apim.webhooks.https]\nport = 8121\n[apim.webhooks.http]\nport = 9121";
    let off = "[apim.ws]\nenable = false\n[apim.wss]\nenable = false\n[apim.webhooks.https]\nenable = false\n[apim.webhooks.http]\nenable = false";
    let frozen = "[server]\noffset = 3\n[synapse_properties]\n'inbound.port.offset.enable' = false";
    check(vec![
        am("moved", "3.0.0", moved).opens(AM3, 2),
        am("moved", "3.1.0", moved).opens(AM3, 2).without("8099").and("8199+2#6"),
        am("moved", "3.2.0", moved).opens(AM3, 2).without("8099").and("8199+2#6"),
        am("moved", "4.0.0", moved).opens(AM4, 2).without("8099 8021").and("8199+2#6 8121+2#8"),
        am("moved", "4.1.0", moved).opens(AM4, 2).without("9099 8099 8021").and("9199+2#4 8199+2#6 8121+2#8"),
        am("moved", "4.7.0", moved).opens(AM4, 2).without("9099 8099 8021").and("9199+2#4 8199+2#6 8121+2#8"),
        of("wso2am-universal-gw", "moved", "4.6.0", moved).opens(AM4, 2).without("9099 8099 8021").and("9199+2#4 8199+2#6 8121+2#8"),
        of("wso2am-tm", "moved", "4.6.0", moved).opens(CONTROL_PLANE, 2),
        am("off has no effect", "4.5.0", off).opens(AM4, 0),
        am("off", "4.6.0", off).opens(AM4, 0).without("9099 8099 8021").closes("9099 8099 8021"),
        am("off by a string", "4.7.0", "[apim.ws]\nenable = \"false\"").opens(AM4, 0).without("9099"),
        of("wso2am-universal-gw", "off", "4.7.0", off).opens(AM4, 0).without("9099 8099 8021"),
        am("frozen", "4.0.0", frozen).opens(AM4, 3).without("9021 8021").and("9021+0 8021+0"),
        am("frozen", "3.2.0", frozen).opens(AM3, 3),
        of("wso2am-universal-gw", "frozen by a string", "4.5.0", "[server]\noffset = 3\n[synapse_properties]\n'inbound.port.offset.enable' = \"false\"\n[apim.webhooks.https]\nport = 8121")
            .opens(AM4, 3).without("9021 8021").and("9021+0 8121+0#6"),
        am("own http endpoint", "4.2.0", "[server]\noffset = 1").file(orders, HTTP_ENDPOINT).opens(AM4, 1).and("8500+1#1"),
        am("own http endpoint, frozen", "4.2.0", frozen).file(orders, HTTP_ENDPOINT).opens(AM4, 3).without("9021 8021").and("9021+0 8021+0 8500+0#1"),
        am("own http endpoint", "3.2.0", "[server]\noffset = 1").file(orders, HTTP_ENDPOINT).opens(AM3, 1).and("8500+0#1"),
        am("own ws endpoint", "4.2.0", "[server]\noffset = 1").file(orders, &websocket(false)).opens(AM4, 1).and("8600+0#1"),
        am("own ws endpoint with offset", "4.2.0", "[server]\noffset = 1").file(orders, &websocket(true)).opens(AM4, 1).and("8600+1#1"),
        am("suspended", "4.2.0", "").file(orders, &HTTP_ENDPOINT.replace("\"false\"", "\"true\"")).opens(AM4, 0).closes("8500"),
        mi("own http endpoint", "4.1.0", "").file(orders, HTTP_ENDPOINT).opens(MI, 10).and("8500+0#1"),
        mi("own http endpoint with the switch", "4.1.0", "[mediation]\ninbound.port_offset_enable = true").file(orders, HTTP_ENDPOINT).opens(MI, 10).and("8500+10#1"),
        mi("own http endpoint with the switch", "1.2.0", "[mediation]\ninbound.port_offset_enable = true").file(orders, HTTP_ENDPOINT).opens(MI, 10).and("8500+0#1"),
        mi("own ws endpoint with offset", "4.3.0", "[server]\noffset = 4").file(orders, &websocket(true)).opens(MI, 4).and("8600+4#1"),
        mi("hl7", "4.3.0", "[mediation]\ninbound.port_offset_enable = true").file(orders, r#"<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="h" protocol="hl7" suspend="false"><parameters><parameter name="inbound.hl7.Port">20000</parameter></parameters></inboundEndpoint>"#)
            .opens(MI, 10).and("20000+0#1"),
    ]);
}

#[test]
fn broker_and_data_bridge() {
    let unmanaged = "[server]\noffset = 1\nenable_traffic_management = false";
    let ha = "[server]\nmode = \"ha\"\noffset = 1";
    let ha_cluster =
        "[server]\nmode = \"ha\"\noffset = 1\n[clustering]\nmembership_scheme = \"wka\"";
    let ha_moved = "[server]\nmode = \"ha\"\n[apim.throttling.event_sync]\nport = 11300\n[event_processor.event_management]\nport = 10100";
    check(vec![
        am("AMQP moved", "4.2.0", "[server]\noffset = 1\n[broker.transport.amqp]\nbind_address = \"10.0.0.1\"\n[broker.transport.amqp.default_connection]\nport = 5700\n[broker.transport.amqp.ssl_connection]\nport = \"8700\"")
            .opens(AM4, 1).without("5672 8672").and("5700+1#6@10.0.0.1 8700+1#8@10.0.0.1"),
        am("AMQP off", "3.2.0", "[broker.transport.amqp]\nenabled = false").opens(AM3, 0).without("5672 8672").closes("5672 8672"),
        am("TLS off", "4.0.0", "[broker.transport.amqp.ssl_connection]\nenabled = false").opens(AM4, 0).without("8672").closes("8672"),
        am("plain off", "4.0.0", "[broker.transport.amqp.default_connection]\nenabled = false").opens(AM4, 0).without("5672").closes("5672"),
        am("plain and TLS off", "4.0.0", "[broker.transport.amqp.default_connection]\nenabled = false\n[broker.transport.amqp.ssl_connection]\nenabled = false").opens(AM4, 0).without("8672"),
        am("MQTT, coordinator", "4.2.0", "").opens(AM4, 0).closes("1883 8883 7611 7711 11000 8904"),
        am("no traffic management", "4.2.0", unmanaged).opens(AM4, 1).without("5672 8672 9611 9711").closes("5672 8672 9611 9711"),
        am("no such switch yet", "3.2.0", unmanaged).opens(AM3, 1),
        of("wso2am-universal-gw", "no traffic management", "4.7.0", unmanaged).opens(AM4, 1).without("5672 8672 9611 9711"),
        am("receiver moved", "4.2.0", "[server]\noffset = 1\n[transport.receiver]\ntcp_port = 9661\nssl_port = 9761").opens(AM4, 1).without("9611 9711").and("9661+1#4 9761+1#5"),
        am("binary moved", "4.2.0", "[transport.binary.receiver]\ntcpPort = 9661\nsslPort = \"9761\"").opens(AM4, 0).without("9611 9711").and("9661+0#2 9761+0#3"),
        am("both keys", "4.2.0", "[transport.binary.receiver]\ntcpPort = 9661\n[transport.receiver]\ntcp_port = 9662").opens(AM4, 0).without("9611").and("9661+0#2"),
        am("binary off", "4.2.0", "[transport.binary.receiver]\nenable = false").opens(AM4, 0).without("9611 9711").closes("9611 9711"),
        am("type thrift", "4.2.0", "[transport.receiver]\ntype = \"thrift\"").opens(AM4, 0).without("9611 9711").closes("9611 9711 7611 7711"),
        am("type binary", "4.2.0", "[transport.receiver]\ntype = \"binary\"").opens(AM4, 0),
        of("wso2am-tm", "type thrift", "4.5.0", "[transport.receiver]\ntype = \"thrift\"\ntcp_port = 7611").opens(CONTROL_PLANE, 0).without("9611 9711"),
        am("thrift ports", "4.2.0", "[transport.thrift.receiver]\ntcpPort = 7612\nsslPort = 7712").opens(AM4, 0),
        am("ha", "3.2.0", ha).opens(AM3, 1).and("11224+1#2!").closes("10005"),
        am("ha", "4.1.0", ha).opens(AM4, 1).and("11224+1"),
        am("ha in a cluster", "4.1.0", ha_cluster).opens(AM4, 1).and("11224+1 10005+1 4000+0"),
        am("ha, offset 0 as argument", "4.1.0", ha_cluster).start("-DportOffset=0").opens(AM4, 0).and("11224+1 10005+1 4000+0"),
        am("ha, negative offset", "4.1.0", "[server]\nmode = \"ha\"\noffset = -5").opens(AM4, -5).and("11224+0"),
        am("the single mode wins", "4.1.0", "[event_processor]\nenable_ha_mode = true").opens(AM4, 0).closes("11224 10005"),
        am("ha moved", "4.0.0", ha_moved).opens(AM4, 0).and("11300+0#4"),
        am("ha", "4.2.0", ha).opens(AM4, 1).closes("11224 10005"),
        am("not ha", "4.1.0", "").opens(AM4, 0).closes("11224 10005"),
        am("qpid management", "4.2.0", "[qpid.management]\njmxport = 8900").opens(AM4, 0),
    ]);
}

const HAZELCAST: &str = "repository/conf/etc/hazelcast.xml";

#[test]
fn jmx_and_clustering() {
    let on = "[server]\noffset = 1\n[monitoring.jmx]\nrmi_server_start = true\nrmi_registry_port = 9900\nrmi_server_port = 11100";
    let off = "[monitoring.jmx]\nrmi_server_start = false";
    let moved = "[clustering]\nmembership_scheme = \"wka\"\nlocal_member_port = 4100\nlocal_member_host = \"10.0.0.1\"\n[server]\noffset = 7";
    let ecs = "[clustering]\nmembership_scheme = \"aws-ecs\"\nproperties = { clusterName = \"c\", networkInterface = \"10.0.*\" }";
    let multicast = "[server]\noffset = 2\n[clustering]\nmembership_scheme = \"multicast\"";
    let wka = "[clustering]\nmembership_scheme = \"wka\"";
    let hazelcast = "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\"><network><port auto-increment=\"false\">5810</port></network></hazelcast>";
    check(vec![
        is("on", "5.10.0", on)
            .opens("9443 9763 10389", 1)
            .and("9900+1#5 11100+1#6"),
        is(
            "on at the default ports",
            "7.3.0",
            "[monitoring.jmx]\nrmi_server_start = true",
        )
        .opens("9443 9763", 0)
        .and("9999+0#2! 11111+0#2!"),
        is("on", "7.3.0", on)
            .opens("9443 9763", 1)
            .and("9900+1#5 11100+1#6"),
        is(
            "on by a string",
            "6.0.0",
            "[monitoring.jmx]\nrmi_server_start = \"true\"",
        )
        .opens("9443 9763 9999 11111", 0),
        is("off", "5.9.0", off)
            .opens("9443 9763 10389", 0)
            .closes("9999 11111"),
        of("wso2am-tm", "off", "4.7.0", off)
            .opens(CONTROL_PLANE, 0)
            .without("9999 11111")
            .closes("9999 11111"),
        am(
            "off by a string",
            "3.2.0",
            "[monitoring.jmx]\nrmi_server_start = \"false\"",
        )
        .opens(AM3, 0)
        .without("9999 11111"),
        mi("no listener code", "4.1.0", on).opens(MI, 1),
        is("wka", "5.9.0", moved)
            .opens("9443 9763 9999 10389 11111", 7)
            .and("4100+0#3"),
        is("wka", "7.0.0", moved)
            .opens("9443 9763", 7)
            .and("4100+0#3"),
        is(
            "no scheme",
            "7.0.0",
            "[clustering]\nlocal_member_port = 4100",
        )
        .opens("9443 9763", 0)
        .closes("cluster-member"),
        is("aws", "6.1.0", "[clustering]\nmembership_scheme = \"aws\"").opens("9443 9763 4000", 0),
        is(
            "kubernetes",
            "6.1.0",
            "[server]\noffset = 1\n[clustering]\nmembership_scheme = \"kubernetes\"",
        )
        .opens("9443 9763", 1)
        .and("4000+0#4!"),
        is("aws-ecs", "5.10.0", ecs).opens("9443 9763 10389 5701", 0),
        am("aws-ecs", "3.2.0", ecs).opens(AM3, 0).and("5701+0#2!"),
        am(
            "aws-ecs with a key",
            "4.2.0",
            "[clustering]\nmembership_scheme = \"aws-ecs\"\nproperties = { clusterName = \"c\", networkInterface = \"10.0.*\" }\nlocal_member_port = 5711",
        )
        .opens(AM4, 0)
        .and("5711+0#4"),
        am("multicast", "4.2.0", multicast)
            .opens(AM4, 2)
            .and("4000+0#4! 45564+0#4!/udp"),
        is("multicast", "5.11.0", multicast)
            .opens("9443 9763 10389", 2)
            .and("4000+0#4! 45564+0#4!/udp"),
        of("wso2am-acp", "multicast", "4.6.0", multicast)
            .opens(CONTROL_PLANE, 2)
            .and("4000+0#4! 45564+0#4!/udp"),
        mi(
            "no cluster",
            "4.2.0",
            "[clustering]\nmembership_scheme = \"wka\"",
        )
        .opens(MI, 10),
        is("hazelcast.xml", "7.0.0", wka)
            .file(HAZELCAST, "<hazelcast/>")
            .perhaps("cluster-member 9443 9763"),
        is("-Dhazelcast.config", "7.0.0", wka)
            .java("-Dhazelcast.config=/etc/hz.xml")
            .perhaps("cluster-member 9443 9763"),
        is("hazelcast.xml, and XML that is not protected", "7.0.0", wka)
            .file(HAZELCAST, hazelcast)
            .java("-Dhazelcast.ignoreXxeProtectionFailures=true")
            .opens("9443 9763", 0)
            .and("5810+0"),
        am("hazelcast.xml", "3.2.0", wka)
            .file(HAZELCAST, hazelcast)
            .opens(AM3, 0)
            .and("5810+0"),
        am("hazelcast.xml without a port", "3.2.0", wka)
            .file(HAZELCAST, "<hazelcast/>")
            .opens(AM3, 0)
            .perhaps("cluster-member"),
        am("hazelcast.xml of no cluster", "4.2.0", "")
            .file(HAZELCAST, hazelcast)
            .opens(AM4, 0),
        am("one address only", "4.2.0", &format!("{wka}\nlocal_member_host = \"10.0.0.1\""))
            .java("-Dhazelcast.socket.server.bind.any=false")
            .opens(AM4, 0)
            .and("4000+0#2!@10.0.0.1"),
        am(
            "one address only, by the file",
            "4.2.0",
            &format!("{wka}\nlocal_member_host = \"10.0.0.1\"\n[hazelcast]\n\"hazelcast.socket.bind.any\" = false"),
        )
        .opens(AM4, 0)
        .and("4000+0#2!@10.0.0.1"),
    ]);
}

#[test]
fn ldap_and_entitlement() {
    let no_ldap = "[embedded_ldap]\nenable = false";
    let on = "[server]\noffset = 2\n[entitlement.thrift]\nenable = true\nhostname = \"127.0.0.1\"";
    let literal = "[server]\noffset = 2\n[entitlement.thrift]\nenable = true\nhostname = \"127.0.0.1\"\nreceiver_port = 10600";
    check(vec![
        is("no LDAP", "5.9.0", no_ldap).opens("9443 9763 9999 10389 11111", 0),
        is("no LDAP", "5.10.0", no_ldap)
            .opens("9443 9763", 0)
            .closes("10389"),
        is("no LDAP", "5.11.0", "[embedded_ldap]\nenable = \"false\"")
            .opens("9443 9763", 0)
            .closes("10389"),
        is(
            "LDAP",
            "5.11.0",
            "[server]\noffset = 4\n[embedded_ldap]\nenable = true",
        )
        .opens("9443 9763 10389", 4),
        is("LDAP", "6.0.0", "[embedded_ldap]\nenable = true").opens("9443 9763", 0),
        is("entitlement", "5.9.0", on)
            .opens("9443 9763 9999 10389 11111", 2)
            .and("10500+2@127.0.0.1"),
        is("entitlement", "7.0.0", on)
            .opens("9443 9763", 2)
            .and("10500+2#4!@127.0.0.1"),
        is("entitlement", "7.1.0", on).opens("9443 9763", 2),
        is("entitlement literal", "6.1.0", literal)
            .opens("9443 9763", 2)
            .and("10600+0#6@127.0.0.1"),
        is(
            "entitlement literal string",
            "5.11.0",
            &literal.replace("10600", "\"10600\""),
        )
        .opens("9443 9763 10389", 2)
        .and("10600+0#6@127.0.0.1"),
        is(
            "entitlement placeholder",
            "6.1.0",
            &literal.replace("10600", "\"${Ports.ThriftEntitlementReceivePort}\""),
        )
        .opens("9443 9763", 2)
        .and("10500+2@127.0.0.1"),
        am("entitlement", "4.2.0", on)
            .opens(AM4, 2)
            .and("10500+2@127.0.0.1"),
        am("entitlement literal", "3.2.0", literal)
            .opens(AM3, 2)
            .and("10600+0#6@127.0.0.1"),
        is(
            "entitlement off",
            "6.1.0",
            "[entitlement.thrift]\nreceiver_port = 10600",
        )
        .opens("9443 9763", 0)
        .closes("thrift-entitlement"),
    ]);
}

#[test]
fn micro_integrator_and_its_dashboards() {
    let https_only =
        "[management_api]\nprotocols = \"https\"\n[readiness_probe]\nprotocols = \"https\"";
    check(vec![
        mi(
            "internal ports",
            "4.1.0",
            "[mediation]\ninternal_http_api_port = 9201\ninternal_https_api_port = \"9164\"",
        )
        .opens("8243 8280", 10)
        .and("9201+10#2 9164+10#3"),
        mi(
            "internal ports",
            "1.2.0",
            "[server]\noffset = 0\n[mediation]\ninternal_http_api_port = 9201",
        )
        .opens("8243 8280 9154", 0)
        .and("9201+0#4"),
        mi(
            "internal http off",
            "4.0.0",
            "[mediation]\ninternal_http_api_enable = false",
        )
        .opens("8243 8280", 10)
        .closes("9191 9154"),
        mi(
            "internal http off by a string",
            "4.4.0",
            "[mediation]\ninternal_http_api_enable = \"false\"",
        )
        .opens("8243 8280", 10),
        mi("https only", "4.1.0", https_only)
            .opens("8243 8280 9154", 10)
            .closes("9191"),
        mi("https only but the liveness probe", "4.2.0", https_only).opens(MI, 10),
        mi(
            "https only, all",
            "4.2.0",
            &format!("{https_only}\n[liveness_probe]\nprotocols = \"https\""),
        )
        .opens("8243 8280 9154", 10),
        mi("https only, prometheus", "4.1.0", https_only)
            .start("-DenablePrometheusApi=true")
            .opens(MI, 10),
        mi(
            "http only",
            "4.1.0",
            "[management_api]\nprotocols = \"http\"",
        )
        .opens("8243 8280 9191", 10)
        .closes("9154"),
        mi("prometheus", "1.1.0", "")
            .start("-DenablePrometheusApi=true")
            .opens("8243 8280 9191", 10)
            .closes("9154"),
        mi("management", "1.1.0", "")
            .start("-DenableManagementApi=true")
            .opens("8243 8280 9154", 10),
        mi(
            "prometheus in JAVA_OPTS over https",
            "1.1.0",
            "[prometheus_api]\nprotocols = \"https\"",
        )
        .java("-DenablePrometheusApi=true")
        .opens("8243 8280 9191", 10),
        mi("no readiness probe yet", "1.1.0", "")
            .start("-DenableReadinessProbe=true")
            .opens("8243 8280", 10)
            .closes("9191 9154"),
        mi(
            "the probe speaks http only",
            "4.0.0",
            "[readiness_probe]\nprotocols = \"https http\"\n[management_api]\nprotocols = \"http\"",
        )
        .opens("8243 8280 9191", 10)
        .closes("9154"),
        mi(
            "no liveness probe yet",
            "4.1.0",
            "[management_api]\nprotocols = \"http\"\n[liveness_probe]\nprotocols = \"https\"",
        )
        .start("-DenableLivenessProbe=true")
        .opens("8243 8280 9191", 10)
        .closes("9154"),
        mi("prometheus", "4.3.0", "")
            .start("-DenablePrometheusApi=true")
            .opens(MI, 10),
        mi("offset", "1.1.0", "[server]\noffset = 3").opens("8243 8280", 3),
        mi("offset 0", "4.2.0", "[server]\noffset = 0").opens(MI, 0),
        mi("string offset", "4.3.0", "[server]\noffset = \"20\"").opens(MI, 20),
        mi("JAVA_OPTS", "1.2.0", "[server]\noffset = 3")
            .java("-DportOffset=7")
            .opens(MI, 7),
        mi("start argument", "1.2.0", "[server]\noffset = 3")
            .java("-DportOffset=7")
            .start("-DportOffset=8")
            .opens(MI, 8),
        mi(
            "no JMX keys, no servlet",
            "4.2.0",
            "[transport.https.properties]\nport = 9443",
        )
        .opens(MI, 10),
        icp("port", "4.4.0", "[server_config]\nport = 9755").and("9755+0#2"),
        icp(
            "port over http",
            "4.5.0",
            "[server_config]\nport = 9755\nprotocol = \"http\"",
        )
        .and("9755+0#2"),
        icp("string port", "4.3.0", "[server_config]\nport = \"9755\"").opens("9743", 0),
        icp(
            "$env port",
            "4.6.0",
            "[server_config]\nport = \"$env{PORT}\"",
        )
        .env("PORT", "9755")
        .opens("9743", 0),
        icp(
            "$env port untold",
            "4.6.0",
            "[server_config]\nport = \"$env{PORT}\"",
        )
        .untold()
        .opens("9743", 0),
        icp(
            "offset",
            "4.4.0",
            "[server]\noffset = 4\n[server_config]\nport = 9744",
        )
        .java("-DportOffset=3")
        .and("9744+0#4"),
        icp("port", "4.0.0", "[server_config]\nport = 9755").and("9755+0#2"),
        icp("offset", "4.2.0", "[server]\noffset = 4")
            .start("-DportOffset=3")
            .opens("9743", 0),
        icp("string port", "4.2.0", "[server_config]\nport = \"9755\"").perhaps("dashboard-https"),
    ]);
}

#[test]
fn profiles() {
    let with_8021 = format!("{CONTROL_PLANE} 8021");
    let cp_40 = format!("{CONTROL_PLANE} 8021 9021 8280 8243");
    let mut cases = Vec::new();
    for v in ["4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.4.0"] {
        let o = "[server]\noffset = 1";
        cases.push(
            am("traffic manager", v, o)
                .profile("traffic-manager")
                .opens(&with_8021, 1),
        );
        let cp = if v == "4.0.0" { &cp_40 } else { &with_8021 };
        cases.push(
            am("control plane", v, o)
                .profile("control-plane")
                .opens(cp, 1),
        );
        cases.push(
            am("gateway", v, o)
                .profile("gateway-worker")
                .opens(AM4, 1)
                .without("9611 9711"),
        );
        cases.push(
            am("started as a gateway", v, o)
                .start("-Dprofile=gateway-worker")
                .opens(AM4, 1)
                .without("9611 9711"),
        );
        cases.push(
            am(
                "gateway by role",
                v,
                "[server]\nserver_role = \"gateway-worker\"",
            )
            .opens(AM4, 0)
            .without("9611 9711"),
        );
    }
    cases.push(
        am("traffic manager", "3.2.0", "")
            .profile("traffic-manager")
            .opens(CONTROL_PLANE, 0),
    );
    cases.push(
        am("gateway", "3.2.0", "")
            .profile("gateway-worker")
            .opens(AM3, 0)
            .without("9611 9711"),
    );
    cases.push(am("default", "4.2.0", "").profile("default").opens(AM4, 0));
    cases.push(
        am(
            "moved webhook",
            "4.2.0",
            "[server]\noffset = 2\n[apim.webhooks.https]\nport = 8121",
        )
        .profile("traffic-manager")
        .opens(CONTROL_PLANE, 2)
        .and("8121+2#4"),
    );
    cases.push(
        am(
            "no traffic management in a gateway",
            "4.4.0",
            "[server]\nenable_traffic_management = false",
        )
        .profile("gateway-worker")
        .opens(AM4, 0)
        .without("9611 9711 5672 8672"),
    );
    check(cases);
}

#[test]
fn offsets() {
    let parameter = "[server]\noffset = 1\n[system.parameter]\nportOffset = 7";
    check(vec![
        am("string", "4.4.0", "[server]\noffset = \"2\"").opens(AM4, 2),
        am("negative", "4.4.0", "[server]\noffset = -2").opens(AM4, -2),
        am("a real", "4.4.0", "[server]\noffset = \"1.0\"").closes("9443 9763 8280"),
        am("empty", "4.4.0", "[server]\noffset = \"\"").closes("9443 9763 8280"),
        am("start argument", "4.2.0", "[server]\noffset = 1")
            .java("-DportOffset=2")
            .start("-DportOffset=3")
            .opens(AM4, 3),
        am("parameter", "4.0.0", parameter)
            .start("-DportOffset=3")
            .opens(AM4, 7),
        am("parameter of the first start", "3.2.0", parameter)
            .start("-DportOffset=3")
            .opens(AM3, 3),
        is("parameter", "5.11.0", parameter)
            .java("-DportOffset=4")
            .opens("9443 9763 10389", 7),
        is("parameter", "5.10.0", parameter)
            .start("-DportOffset=4")
            .opens("9443 9763 10389", 4),
        am(
            "carbon.properties of the previous run",
            "3.2.0",
            "[server]\noffset = 1",
        )
        .java("-DportOffset=2")
        .file("repository/conf/carbon.properties", "portOffset=9\n")
        .opens(AM3, 9),
        am(
            "carbon.properties and an argument",
            "3.2.0",
            "[server]\noffset = 1",
        )
        .start("-DportOffset=2")
        .file("repository/conf/carbon.properties", "portOffset=9\n")
        .opens(AM3, 2),
        am("$sys", "4.2.0", "[server]\noffset = \"$sys{my.offset}\"")
            .java("-Dmy.offset=5")
            .opens(AM4, 5),
        am(
            "$ref",
            "4.2.0",
            "[server]\noffset = \"$ref{node.number}\"\n[node]\nnumber = 6",
        )
        .opens(AM4, 6),
        am("$env", "4.2.0", "[server]\noffset = \"$env{OFF}\"")
            .env("OFF", "6")
            .opens(AM4, 6),
        am("$env untold", "4.2.0", "[server]\noffset = \"$env{OFF}\"")
            .untold()
            .perhaps("9443 9763 8280 5672"),
        is(
            "${} of a property",
            "6.0.0",
            "[server]\noffset = \"${node.offset}\"",
        )
        .start("-Dnode.offset=3")
        .env("node.offset", "4")
        .opens("9443 9763", 3),
        is(
            "${} untold",
            "6.0.0",
            "[server]\noffset = \"${node.offset}\"",
        )
        .untold()
        .perhaps("9443 9763"),
        am("--debug drops JAVA_OPTS", "4.2.0", "[server]\noffset = 1")
            .java("-DportOffset=4")
            .start("--debug 5005")
            .and("5005+0@localhost_or_all")
            .perhaps("9443 9763 9999 11111 8280 8243"),
        am("default.json of the home", "4.2.0", "[server]\noffset = 1")
            .file(
                "repository/resources/conf/default.json",
                "{\"transport.https.properties.port\": \"9555\"}",
            )
            .opens(AM4, 1)
            .without("9443")
            .and("9555+1"),
    ]);
}

#[test]
fn more_of_the_same() {
    let wide = "[server]\noffset = 1\n[transport.https.properties]\nport = 0x2559\n[transport.http.properties]\nport = 9_800";
    check(vec![
        am("no version", "x", "[server]\noffset = 1\n[apim]\n")
            .unversioned()
            .opens(AM3, 1)
            .perhaps("8021 9021"),
        is("no version", "x", "")
            .unversioned()
            .opens("9443 9763", 0)
            .perhaps("10389 9999 11111"),
        mi("no version", "x", "[mediation]\na = 1\n")
            .unversioned()
            .opens("8243 8280", 10)
            .perhaps("9154 9191"),
        am("radix and underscore", "4.2.0", wide)
            .opens(AM4, 1)
            .without("9443 9763")
            .and("9561+1 9800+1"),
        am("not optimised", "4.2.0", "")
            .start("-Dprofile=traffic-manager")
            .opens(CONTROL_PLANE, 0)
            .and("8021+0")
            .perhaps("8280 8243"),
        am("optimised", "4.2.0", "")
            .start("-Dprofile=traffic-manager")
            .start("--optimize")
            .opens(CONTROL_PLANE, 0)
            .and("8021+0")
            .closes("8280 8243"),
        am(
            "optimised before",
            "4.2.0",
            "[server]\nserver_role = \"traffic-manager\"",
        )
        .start("-Dprofile=traffic-manager")
        .opens(CONTROL_PLANE, 0)
        .and("8021+0")
        .closes("8280 8243"),
        am("another file", "4.2.0", "[server]\noffset = 1")
            .start("-Ddeployment.config.file.path=/hosts/other.toml")
            .perhaps("servlet-https"),
        am(
            "text for a port",
            "4.2.0",
            "[transport.https.properties]\nport = \"https\"",
        )
        .opens(AM4, 0)
        .without("9443"),
        am("broken file", "4.2.0", "[server\noffset = 1")
            .perhaps("")
            .opens("", 0),
        is(
            "$ref to nothing",
            "7.0.0",
            "[transport.https.properties]\nport = \"$ref{no.such}\"",
        )
        .closes("servlet-https 9763"),
        is(
            "avoid resolving",
            "7.0.0",
            "[transport.https.properties]\nport = \"$env{P}\"",
        )
        .env("P", "9")
        .start("-DavoidResolvingEnvAndSysVariables=true")
        .opens("9763", 0),
        am(
            "parameter of a property",
            "4.2.0",
            "[system.parameter]\n'tomcat.https.port' = 8443\n[server]\noffset = 2",
        )
        .opens(AM4, 2)
        .without("9443")
        .and("8443+0"),
        am(
            "secured bind of the default",
            "4.2.0",
            "[transport.http.listener]\nsecured_bind_address = \"0.0.0.0\"",
        )
        .opens(AM4, 0),
        mi("$env", "4.3.0", "[server]\noffset = \"$env{OFF}\"")
            .env("OFF", "0")
            .opens(MI, 0),
        mi(
            "$env untold",
            "4.3.0",
            "[transport.http.listener]\nport = \"$env{P}\"",
        )
        .untold()
        .opens("8243 9154 9191", 10),
        mi(
            "carbon placeholder",
            "4.3.0",
            "[server]\noffset = \"${OFF}\"",
        )
        .env("OFF", "4")
        .opens("8280 8243 9154 9191", 4),
        mi("own endpoint in a carbon application folder", "4.3.0", "")
            .file(
                "repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
                &HTTP_ENDPOINT.replace("\"http\"", "\"https\""),
            )
            .opens(MI, 10)
            .and("8500+0"),
        icp(
            "quoted integer with an offset",
            "4.3.0",
            "server_config.port = 9800",
        )
        .and("9800+0#1"),
        is(
            "custom without a port",
            "6.1.0",
            "[custom_transport.a.properties]\nscheme = \"https\"",
        )
        .opens("9443 9763", 0),
        is(
            "wka with an address of 5.11",
            "5.11.0",
            "[clustering]\nmembership_scheme = \"wka\"\nlocal_member_port = \"4001\"",
        )
        .opens("9443 9763 10389", 0)
        .and("4001+0#3"),
        am(
            "event sync by its own key",
            "4.1.0",
            "[server]\nmode = \"ha\"\n[event_processor.event_sync]\nport = 11300",
        )
        .opens(AM4, 0)
        .and("11300+0#4"),
        am("server mode single", "4.1.0", "[server]\nmode = \"single\"").opens(AM4, 0),
    ]);
}

#[test]
fn files_of_the_home() {
    let endpoint = |name: &str, kind: &str, key: &str, port: u16| {
        format!(
            r#"<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse" name="{name}" protocol="{kind}" suspend="false"><parameters><parameter name="{key}">{port}</parameter><parameter name="ws.use.port.offset">true</parameter></parameters></inboundEndpoint>"#
        )
    };
    let defaults = "repository/resources/conf/default.json";
    let o = "[server]\noffset = 1";
    check(vec![
        am("static webhook", "4.2.0", o).file(&format!("{ENDPOINTS}/WebhookServer.xml"), &endpoint("WebhookServer", "http", "inbound.http.port", 9321)).opens(AM4, 1).without("9021").and("9321+1#1"),
        am("static ws", "3.2.0", o).file(&format!("{ENDPOINTS}/WebSocketInboundEndpoint.xml"), &endpoint("WebSocketInboundEndpoint", "ws", "inbound.ws.port", 9199)).opens(AM3, 1).without("9099").and("9199+1#1"),
        am("rendered webhook", "4.2.0", o).file(&format!("{ENDPOINTS}/SecureWebhookServer.xml"), &endpoint("SecureWebhookServer", "https", "inbound.http.port", 8321)).opens(AM4, 1),
        am("JMX off by default.json", "4.2.0", o).file(defaults, "{\"monitoring.jmx.rmi_server_start\": false}").opens(AM4, 1).without("9999 11111"),
        is("LDAP", "5.11.0", o).file("repository/resources/conf/templates/repository/conf/carbon.xml.j2", "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\"><Ports><Offset>{{server.offset}}</Offset><EmbeddedLDAP><LDAPServerPort>10399</LDAPServerPort></EmbeddedLDAP></Ports></Server>").opens("9443 9763", 1).and("10399+1"),
        am("a moved alias", "4.2.0", "[my]\nport = 9555").file("repository/resources/conf/key-mappings.json", "{\"my.port\": \"transport.https.properties.port\"}").opens(AM4, 0).without("9443").and("9555+0#2"),
        am("h2", "4.2.0", "[database.apim_db]\nurl = \"jdbc:h2:./a;AUTO_SERVER=TRUE\"").opens(AM4, 0),
        am("hosts bind nothing", "4.2.0", "[server]\nhostname = \"10.0.0.1\"\n[monitoring.jmx]\nrmi_hostname = \"10.0.0.2\"").opens(AM4, 0).without("11111").perhaps("11111"),
        am("JMX on this host", "4.2.0", "[server]\nnode_ip = \"10.0.0.2\"\n[monitoring.jmx]\nrmi_hostname = \"10.0.0.2\"").opens(AM4, 0),
        am("JMX on the machine itself", "4.2.0", "[monitoring.jmx]\nrmi_hostname = \"127.0.0.1\"").opens(AM4, 0),
        am("switch not known", "4.6.0", "[apim.ws]\nenable = \"$env{WS}\"").untold().opens(AM4, 0).without("9099").perhaps("9099"),
        am("JMX switch not known", "4.2.0", "[monitoring.jmx]\nrmi_server_start = \"$env{JMX}\"").untold().opens(AM4, 0).without("9999 11111").perhaps("9999 11111"),
        am("entitlement at the host", "4.2.0", "[server]\nhostname = \"am.example\"\n[entitlement.thrift]\nenable = true").opens(AM4, 0).and("10500+0@am.example"),
        am("optimised once", "4.1.0", "").start("-Dprofile=control-plane").file("repository/conf/deployment.toml.backup", "").opens(CONTROL_PLANE, 0).and("8021+0").closes("8280 8243 9099 8099 9021"),
        am("never rendered", "4.2.0", "[server]\noffset = 1").start("-DavoidConfigUpdate=true").perhaps("9443 8280 5672"),
        icp("not rendered anyway", "4.3.0", "").start("-DavoidConfigUpdate=true").opens("9743", 0),
        am("newer", "4.12.0", "[apim.ws]\nenable = false").opens(AM4, 0).without("9099"),
        is("newer", "8.0.0", "[transport.http]\nenabled = \"true\"").opens("9443", 0),
        is("before its first release", "7.0.0-alpha", "[entitlement.thrift]\nenable = true").opens("9443 9763", 0).and("10500+0@localhost"),
        mi("before its first release", "4.2.0-beta", "[management_api]\nprotocols=\"https\"\n[readiness_probe]\nprotocols=\"https\"").opens(MI, 10),
    ]);
}

/// `$1` of an inference stands for a word, in what follows too; what the home carries replaces what is known of others.
#[test]
fn inferences_and_tables_of_the_home() {
    let infer = "repository/resources/conf/infer.json";
    let mappings = "repository/resources/conf/key-mappings.json";
    let mysql = r#"{"database.$1.type": {"mysql": {"database.$1.driver": "com.mysql.jdbc.Driver", "database.$1.url": "jdbc:mysql://$ref{database.$1.hostname}:$ref{database.$1.port}/$ref{database.$1.name}"}}}"#;
    let database = |name: &str| {
        format!(
            "[server]\noffset = 1\n[database.{name}]\ntype = \"mysql\"\nhostname = \"db\"\nname = \"x\"\nport = \"3306\""
        )
    };
    let complete = "repository/resources/conf/default.json";
    check(vec![
        is(
            "a database by host and port",
            "7.0.0",
            &database("identity_db"),
        )
        .file(infer, mysql)
        .file(complete, "{\"a\": 1}")
        .opens("9443 9763", 1),
        is(
            "nothing follows from a name with a hyphen",
            "7.0.0",
            &database("my-db"),
        )
        .file(infer, mysql)
        .file(complete, "{\"a\": 1}")
        .opens("9443 9763", 1),
        is(
            "without its host",
            "7.0.0",
            "[database.x]\ntype = \"mysql\"",
        )
        .file(infer, mysql)
        .file(complete, "{\"a\": 1}")
        .closes("9443 9763"),
        am(
            "no such alias in this home",
            "4.2.0",
            "[transport.http.listener]\nport = 8480",
        )
        .file(mappings, "{}")
        .opens(AM4, 0),
        am(
            "no such inference in this home",
            "4.2.0",
            "[server]\nenable_traffic_management = false",
        )
        .file(infer, "{}")
        .opens(AM4, 0),
    ]);
}

/// The Thrift authentication service: its file is no template, so that what stands there counts.
#[test]
fn thrift_authentication() {
    let file = "repository/conf/identity/thrift-authentication.xml";
    let host = "host_of_the_server_URL";
    let port = |port: &str| format!("<Server><Port>{port}</Port></Server>");
    let core = "repository/components/plugins/org.wso2.carbon.core_4.9.28.jar";
    let bundle =
        "repository/components/plugins/org.wso2.carbon.identity.authenticator.thrift_5.25.jar";
    let offset = "[server]\noffset = 2";
    check(vec![
        am("as shipped", "4.5.0", offset)
            .with_thrift_auth()
            .opens(AM4, 2)
            .and(&format!("10711+2@{host}")),
        am("as shipped", "3.0.0", "")
            .with_thrift_auth()
            .opens(AM3, 0)
            .and(&format!("10711+0@{host}")),
        am("not in this profile", "4.2.0", "")
            .profile("traffic-manager")
            .with_thrift_auth()
            .opens(CONTROL_PLANE, 0)
            .and("8021+0")
            .closes("thrift-auth"),
        of("wso2am-tm", "as shipped", "4.5.0", "")
            .with_thrift_auth()
            .opens(CONTROL_PLANE, 0)
            .and(&format!("10711+0@{host}")),
        is("edited", "7.1.0", offset)
            .file(file, &port("10800"))
            .with_thrift_auth()
            .opens("9443 9763", 2)
            .and(&format!("10800+2#1@{host}")),
        is("at an address", "6.0.0", "")
            .file(
                file,
                "<Server><Hostname>10.0.0.1</Hostname><Port>10711</Port></Server>",
            )
            .with_thrift_auth()
            .opens("9443 9763", 0)
            .and("10711+0@10.0.0.1"),
        is("without a port", "6.0.0", "")
            .file(file, "<Server/>")
            .with_thrift_auth()
            .opens("9443 9763", 0)
            .closes("thrift-auth"),
        is("file removed", "6.0.0", "")
            .file("repository/conf/identity/identity.xml", "<Server/>")
            .with_thrift_auth()
            .opens("9443 9763", 0)
            .closes("thrift-auth"),
        is("bundle left out", "6.0.0", "")
            .file(core, "")
            .with_thrift_auth()
            .opens("9443 9763", 0)
            .closes("thrift-auth"),
        is("bundle there", "6.0.0", "")
            .file(core, "")
            .file(bundle, "")
            .with_thrift_auth()
            .opens("9443 9763", 0)
            .and(&format!("10711+0@{host}")),
    ]);
}

/// How the broker and the receivers read what the templates render.
#[test]
fn lenient_readers() {
    let amqp = |line: &str| format!("[broker.transport.amqp]\n{line}");
    let port = |text: &str| format!("[broker.transport.amqp.default_connection]\nport = {text}");
    check(vec![
        am("no number is the default", "4.2.0", &port("\"abc\"")).opens(AM4, 0),
        am("a boolean is the default", "4.2.0", &port("true")).opens(AM4, 0),
        am("blanks do not count", "4.2.0", &port("\" 5700 \""))
            .opens(AM4, 0)
            .without("5672")
            .and("5700+0#2"),
        am("empty is the default", "3.2.0", &amqp("enabled = \"\"")).opens(AM3, 0),
        am(
            "true between blanks",
            "3.2.0",
            &amqp("enabled = \" true \""),
        )
        .opens(AM3, 0),
        am("yes is not true", "3.2.0", &amqp("enabled = \"yes\""))
            .opens(AM3, 0)
            .without("5672 8672")
            .closes("5672 8672"),
        am(
            "an empty address is the host's own",
            "4.2.0",
            &amqp("bind_address = \"\""),
        )
        .opens(AM4, 0)
        .without("5672 8672")
        .and("5672+0@local_host_name 8672+0@local_host_name"),
        am(
            "receiver: yes is not true",
            "4.2.0",
            "[transport.binary.receiver]\nenable = \"yes\"",
        )
        .opens(AM4, 0)
        .without("9611 9711"),
        am(
            "receiver: empty is the default",
            "4.2.0",
            "[transport.binary.receiver]\nenable = \"\"",
        )
        .opens(AM4, 0),
        am("no receiver", "4.2.0", "")
            .start("-Ddisable.receiver=TRUE")
            .opens(AM4, 0)
            .without("9611 9711")
            .closes("9611 9711"),
    ]);
}

#[test]
fn integration_control_plane_2() {
    check(vec![
        icp("as shipped", "2.0.0", "")
            .opens("9445 9446 9447 9449", 0)
            .perhaps("icp-ldap"),
        icp("moved", "2.0.0", "serverPort = 9546\n")
            .opens("9445 9447 9449", 0)
            .and("9546+0#1"),
        icp("before", "1.1.0", "[server_config]\nport = 9744").and("9744+0#2"),
    ]);
}

/// What the audits of the facts found, against the mapper's own source: references, lists, order, the previous start.
#[test]
fn mapper_and_previous_start() {
    let o = "[server]\noffset = 1";
    let properties = "repository/conf/carbon.properties";
    let role = "[server]\nserver_role = \"gateway-worker\"";
    let complete = "repository/resources/conf/default.json";
    let no_bridge = |case: Case| case.opens(AM3, 0).without("9611 9711");
    let on = |value: &str| {
        format!(
            "[transport.http]\nenabled = {value}\n[my]\non = true\ntext = \"true\"\nref = \"$ref{{my.on}}\""
        )
    };
    check(vec![
        am("$ref to nothing in the offset", "4.2.0", "[server]\noffset = \"$ref{no.such}\"").closes("9443 8280 5672"),
        mi("$ref to nothing in a switch", "4.2.0", "[transport.http.listener]\nenable = \"$ref{no.such}\"").closes("gateway-http gateway-https"),
        is("$ref to nothing in an item that is no port", "7.0.0", "[a]\nb = [\"x$ref{no.such}\"]").file(complete, "{\"c\": 1}").closes("9443 9763"),
        is("$ref to nothing that may be a default", "7.0.0", "[a]\nb = \"$ref{no.such}\"").opens("9443 9763", 0),
        is("$ref of a $ref to nothing", "7.0.0", "[server]\noffset = \"$ref{a.b}\"\n[a]\nb = \"$ref{no.such}\"").closes("9443 9763"),
        is("$ref to a $ref to nothing", "7.0.0", "[server]\noffset = \"$ref{a.b}\"\n[a]\nb = \"$ref{no.such}\"").closes("9443 9763"),
        is("$ref of a default to a key that is not set", "7.0.0", o).file(complete, "{\"clustering.local_member_host\": \"$ref{server.node_ip}\"}").closes("9443 9763"),
        is("$ref of a default to a key that is set", "7.0.0", "[server]\nnode_ip = \"127.0.0.1\"").file(complete, "{\"clustering.local_member_host\": \"$ref{server.node_ip}\"}").opens("9443 9763", 0),
        is("$ref of a default that is not used", "7.0.0", "[clustering]\nlocal_member_host = \"127.0.0.1\"").file(complete, "{\"clustering.local_member_host\": \"$ref{server.node_ip}\"}").opens("9443 9763", 0),
        is("$ref in a circle", "7.0.0", "[a]\nb = \"$ref{a.c}\"\nc = \"$ref{a.b}\"").closes("9443 9763"),
        am("$ref to an alias, which is renamed by then", "4.2.0", "[transport.http.listener]\nport = 8380\n[apim.ws]\nport = \"$ref{transport.http.listener.port}\"").closes("9443 8380"),
        am("$ref to what the alias feeds", "4.2.0", "[transport.http.listener]\nport = 8380\n[apim.ws]\nport = \"$ref{transport.passthru_http.listener.parameters.port}\"").opens(AM4, 0).without("8280 9099").and("8380+0#2 8380+0"),
        am("$ref to nothing, never rendered", "4.2.0", "[server]\noffset = \"$ref{no.such}\"").start("-DavoidConfigUpdate=TRUE").perhaps("9443"),
        icp("no mapper, no $ref", "4.3.0", "[server_config]\nport = \"$ref{no.such}\"").opens("9743", 0),
        is("$ref to a boolean is a boolean", "7.0.0", &on("\"$ref{my.on}\"")).opens("9443 9763", 0),
        is("$ref to a $ref to a boolean", "7.0.0", &on("\"$ref{my.ref}\"")).opens("9443 9763", 0),
        is("$ref to a text", "7.0.0", &on("\"$ref{my.text}\"")).opens("9443", 0),
        is("$env is a text", "7.0.0", &on("\"$env{ON}\"")).env("ON", "true").opens("9443", 0),
        am("a list is no offset", "4.2.0", "[server]\noffset = [1]").closes("9443 8280"),
        am("a list is no port", "4.2.0", "[transport.https.properties]\nport = [9444]").opens(AM4, 0).without("9443").closes("servlet-https"),
        icp("a list is no integer", "4.4.0", "[server_config]\nport = [9744]").opens("9743", 0),
        // Both say whether the data bridge opens; the mapper visits the receiver's key last.
        am("two inferences", "4.2.0", "[server]\nenable_traffic_management = false\n[transport.receiver]\ntype = \"binary\"").opens(AM4, 0).without("5672 8672"),
        mi("carbon.properties of the previous start", "4.2.0", o).java("-DportOffset=4").file("conf/carbon.properties", "portOffset=7\n").opens(MI, 7),
        mi("carbon.properties and an argument", "1.2.0", o).start("-DportOffset=3").file("conf/carbon.properties", "portOffset=7\n").opens(MI, 3),
        am("carbon.properties is rendered first", "4.2.0", o).file(properties, "portOffset=7\ntomcat.https.port=8443\n").opens(AM4, 1),
        is("another property of the previous start", "5.10.0", o).java("-Dtomcat.https.port=8444").file(properties, "tomcat.https.port=8443\n").opens("9443 9763 10389", 1).without("9443").and("8443+0#1"),
        is("another property and an argument", "5.10.0", o).start("-Dtomcat.https.port=8444").file(properties, "tomcat.https.port=8443\n").opens("9443 9763 10389", 1).without("9443").and("8444+0"),
        am("role, read a start too late", "3.2.0", role).opens(AM3, 0),
        no_bridge(am("role, second start", "3.2.0", role).file(properties, "profile=gateway-worker\n")),
        no_bridge(am("role and argument", "3.2.0", role).start("-Dprofile=gateway-worker")),
        am("role of a prepared home", "3.2.0", &role.replace("gateway-worker", "traffic-manager")).opens(CONTROL_PLANE, 0),
        am("parameter with its line", "4.2.0", "[system.parameter]\n'tomcat.https.port' = \"$env{P}\"").env("P", "8443").opens(AM4, 0).without("9443").and("8443+0"),
    ]);
}

#[test]
fn the_control_plane_2_has_five_ports() {
    let shipped = "9445 9446 9447 9449";
    check(vec![
        icp("users of LDAP", "2.0.0", "ldapUserStoreEnabled = true\n")
            .opens("9445 9446 9449", 0)
            .and("9450+0")
            .perhaps("icp-auth"),
        icp(
            "LDAP port",
            "2.0.0",
            "ldapUserStoreEnabled = true\nldapAuthServicePort = 9455\n",
        )
        .opens("9445 9446 9449", 0)
        .and("9455+0#2")
        .perhaps("icp-auth"),
        icp("port of its users", "2.0.0", "authServicePort = 9457\n")
            .opens(shipped, 0)
            .without("9447")
            .and("9457+0#1")
            .perhaps("icp-ldap"),
    ]);
}

#[test]
fn api_manager_3_0_reads_its_own_files() {
    let broker = |from: &str, to: &str| {
        "<broker><transports><amqp enabled=\"true\"><bindAddress>0.0.0.0</bindAddress><defaultConnection enabled=\"true\" port=\"5672\"/><sslConnection enabled=\"true\" port=\"8672\"/></amqp></transports></broker>"
            .replace(from, to)
    };
    let broker_file = "repository/conf/broker.xml";
    check(vec![
        // The mapper overlays the default table: which port counts was seen to change with the number of keys.
        am(
            "pass-through port",
            "3.0.0",
            "[transport.passthru_https.listener.parameters]\nport = 8343\n",
        )
        .opens(AM3, 0)
        .without("8243")
        .perhaps("gateway-https"),
        am("alias", "3.0.0", "[transport.http.listener]\nport = 8380\n")
            .opens(AM3, 0)
            .without("8280")
            .perhaps("gateway-http"),
        am(
            "pass-through port",
            "3.1.0",
            "[transport.passthru_https.listener.parameters]\nport = 8343\n",
        )
        .opens(AM3, 0)
        .without("8243")
        .and("8343+0#2"),
        am(
            "broker key",
            "3.0.0",
            "[broker.transport.amqp.default_connection]\nport = 5700\n",
        )
        .opens(AM3, 0),
        am(
            "broker key",
            "3.1.0",
            "[broker.transport.amqp.default_connection]\nport = 5700\n",
        )
        .opens(AM3, 0)
        .without("5672")
        .and("5700+0#2"),
        am("broker.xml", "3.0.0", "[server]\noffset = 3\n")
            .file(broker_file, &broker("5672", "5700"))
            .opens(AM3, 3)
            .without("5672")
            .and("5700+3"),
        am("broker.xml, no TLS", "3.0.0", "")
            .file(
                broker_file,
                &broker(
                    "sslConnection enabled=\"true\"",
                    "sslConnection enabled=\"false\"",
                ),
            )
            .opens(AM3, 0)
            .without("8672")
            .closes("amqps"),
        am("broker.xml of later releases is rendered", "3.2.0", "")
            .file(broker_file, &broker("5672", "5700"))
            .opens(AM3, 0),
    ]);
}

#[test]
fn transports_and_debugger_of_the_micro_integrator() {
    let tcp = "[transport.tcp.listener]\nenable = true\n";
    let udp = "[transport.udp.listener]\nenable = true\nparameter.'transport.udp.port' = 6062\n";
    let content = "parameter.'transport.udp.contentType' = 'text/plain'\n";
    let endpoint = |protocol: &str, parameter: &str| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"e\" protocol=\"{protocol}\" sequence=\"s\" onError=\"f\"><parameters>{parameter}</parameters></inboundEndpoint>"
        )
    };
    let folder = "repository/deployment/server/synapse-configs/default";
    let with = |name: &str, protocol: &str, parameter: &str| {
        mi(name, "4.2.0", "")
            .file(
                &format!("{folder}/inbound-endpoints/e.xml"),
                &endpoint(protocol, parameter),
            )
            .opens(MI, 10)
    };
    check(vec![
        mi("M14", "4.2.0", &format!("{tcp}port = 6060\n"))
            .opens(MI, 10)
            .and("6060+0#3"),
        mi("M14 without a port", "4.2.0", tcp)
            .opens(MI, 10)
            .closes("transport.tcp"),
        mi("M15", "4.2.0", &format!("{udp}{content}"))
            .opens(MI, 10)
            .and("6062+0#3/udp"),
        mi("M15 without a content type", "4.2.0", udp)
            .opens(MI, 10)
            .closes("transport.udp"),
        mi("M45", "4.2.0", "")
            .start("-Desb.debug=true")
            .and("9005+0 9006+0")
            .perhaps("gateway-http gateway-https internal-http-api internal-https-api"),
        mi(
            "M45 moved",
            "4.2.0",
            "[mediation]\nsynapse.command_debugger_port = 9105\n",
        )
        .start("-Desb.debug=true")
        .and("9105+0#2 9006+0")
        .perhaps("gateway-http gateway-https internal-http-api internal-https-api"),
        mi("no debugger", "4.2.0", "")
            .start("-Desb.debug=false")
            .opens(MI, 10),
        with("M32", "httpws", "<parameter name=\"port\">9093</parameter>")
            .and("9093+0#1@127.0.0.1"),
        with("M38", "grpc", "").and("8888+0"),
        with(
            "grpc port",
            "grpc",
            "<parameter name=\"inbound.grpc.port\">8889</parameter>",
        )
        .and("8889+0#1"),
        with(
            "M36",
            "http",
            "<parameter name=\"inbound.http.port\"> 8081 </parameter>",
        )
        .closes("inbound-e"),
        with(
            "M37",
            "http",
            "<parameter name=\"inbound.http.Port\">8081</parameter>",
        )
        .closes("inbound-e"),
        with(
            "M37 hl7",
            "hl7",
            "<parameter name=\"inbound.hl7.port\">8081</parameter>",
        )
        .closes("inbound-e"),
        with(
            "M39",
            "HTTP",
            "<parameter name=\"inbound.http.port\">8081</parameter>",
        )
        .closes("inbound-e"),
        with(
            "right",
            "http",
            "<parameter name=\"inbound.http.port\">8081</parameter>",
        )
        .and("8081+0#1"),
        mi("M41 folder", "4.2.0", "")
            .file(
                &format!("{folder}/inbound-endpoints/more/e.xml"),
                &endpoint(
                    "http",
                    "<parameter name=\"inbound.http.port\">8081</parameter>",
                ),
            )
            .opens(MI, 10)
            .and("8081+0#1"),
        mi("M41 synapse.xml", "4.2.0", "")
            .file(
                &format!("{folder}/synapse.xml"),
                &format!(
                    "<definitions xmlns=\"http://ws.apache.org/ns/synapse\">{}</definitions>",
                    endpoint(
                        "http",
                        "<parameter name=\"inbound.http.port\">8081</parameter>"
                    )
                ),
            )
            .opens(MI, 10)
            .and("8081+0#1"),
    ]);
}

#[test]
fn a_profile_that_is_not_installed_opens_nothing() {
    let info = "repository/components/default/configuration/config.ini";
    let ids = "servlet-https servlet-http jmx-rmi-registry amqp gateway-http";
    check(vec![
        am("K17", "4.2.0", "")
            .file(info, "")
            .start("-Dprofile=nothing")
            .closes(ids),
        am("K17 worker", "4.2.0", "")
            .file(info, "")
            .start("-DworkerNode=true")
            .closes(ids),
        am("K17 no folder in the tree", "4.2.0", "")
            .start("-Dprofile=nothing")
            .opens(AM4, 0),
        // What a start with it leaves behind installs nothing.
        am("K17 after a start", "4.2.0", "")
            .file(info, "")
            .file("repository/components/nothing/configuration/1.log", "")
            .start("-Dprofile=nothing")
            .closes(ids),
        am("K17 there", "4.2.0", "")
            .file(info, "")
            .start("-Dprofile=default")
            .opens(AM4, 0),
    ]);
}

#[test]
fn the_members_own_property_is_a_port_key() {
    let wka = "[clustering]\nmembership_scheme = \"wka\"\nmembers = [\"127.0.0.1:4400\"]\n[clustering.properties]\nlocalMemberPort = 4400\n";
    check(vec![am("K21", "4.2.0", wka).opens(AM4, 0).and("4400+0#5")]);
}
