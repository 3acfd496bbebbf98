//! Identity (facts 1, 4, 13.1).

use super::*;

fn identity_server(version: &str, offset: &str) -> Case {
    Case::of("WSO2 Identity Server", version)
        .carbon(offset)
        .file("identity/embedded-ldap.xml", LDAP)
        .file("identity/identity.xml", IDENTITY)
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
}

#[test]
fn identity_server_as_shipped() {
    for version in ["5.1.0", "5.3.0", "5.7.0", "5.8.0"] {
        expect_kernel_and(
            &identity_server(version, "2"),
            2,
            &[
                "embedded-ldap tcp 10389+2=10391 0.0.0.0 carbon.xml:10",
                "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
                "kdc closed 8000+2=8002: KDCServer is not enabled",
                "thrift-entitlement closed 10500+2=10502: EnableThriftService",
            ],
        );
    }
}

#[test]
fn identity_server_with_everything_on() {
    let case = identity_server("5.6.0", "3")
        .file(
            "identity/embedded-ldap.xml",
            &LDAP.replace(">false<", ">true<"),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY.replace(">false<", ">true<"),
        );
    expect_kernel_and(
        &case,
        3,
        &[
            "embedded-ldap tcp 10389+3=10392 0.0.0.0 carbon.xml:10",
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "kdc udp 8000+3=8003 0.0.0.0 carbon.xml:11",
            "thrift-entitlement tcp 10500+3=10503 10.1.1.1 carbon.xml:13",
        ],
    );
    let literals = identity_server("5.6.0", "3")
        .file(
            "identity/embedded-ldap.xml",
            &LDAP
                .replace(">false<", ">true<")
                .replace("${Ports.EmbeddedLDAP.LDAPServerPort}", "1389")
                .replace(
                    "<Property name=\"port\">${Ports.EmbeddedLDAP.KDCServerPort}</Property>",
                    "",
                ),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY
                .replace(">false<", ">true<")
                .replace("${Ports.ThriftEntitlementReceivePort}", "10555"),
        );
    expect_kernel_and(
        &literals,
        3,
        &[
            "embedded-ldap tcp 1389+0=1389 0.0.0.0 embedded-ldap.xml:4",
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "kdc udp 8000+0=8000 0.0.0.0 embedded-ldap.xml:6",
            "thrift-entitlement tcp 10555+0=10555 10.1.1.1 identity.xml:5",
        ],
    );
    let off = identity_server("5.6.0", "3").file(
        "identity/embedded-ldap.xml",
        &LDAP.replace(">true<", ">no<").replace(">false<", ">true<"),
    );
    expect_kernel_and(
        &off,
        3,
        &[
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "embedded-ldap closed: not enabled",
            "kdc closed: not enabled",
        ],
    );
}

#[test]
fn the_copy_of_thrift_authentication_is_inert() {
    let case =
        Case::of("WSO2 Identity Server", "5.6.0").file("thrift-authentication.xml", THRIFT_AUTH);
    let runtime = case.runtime("default");
    let auth = runtime
        .listeners
        .iter()
        .find(|l| l.id == "thrift-auth")
        .unwrap();
    assert_eq!(auth.state, State::Conditional);
    assert!(auth.location.is_none());
}

#[test]
fn other_products_have_no_directory() {
    let case = Case::of("WSO2 Business Process Server", "3.6.0").file("embedded-ldap.xml", LDAP);
    expect_kernel_and(&case, 0, &[]);
}

#[test]
fn a_deployment_toml_that_the_version_is_too_old_for() {
    let toml = "repository/conf/deployment.toml";
    let case = |version: &str| {
        Case::of("WSO2 Identity Server", version)
            .carbon("2")
            .file("deployment.toml", "[server]\noffset = 4\n")
    };
    let old = case("5.8.0");
    expect_kernel_and(&old, 2, &[]);
    let problems = old.home().problems;
    let shown = problems.iter().map(|p| p.path.as_ref().unwrap());
    assert!(shown.eq([&Path::new(HOME).join(toml)]));
    // The templates are there, or the version is younger: the file governs.
    for newer in [
        old.at("repository/resources/conf/templates/x.j2", ""),
        case("5.10.0"),
    ] {
        assert_eq!(newer.runtime("default").offset.value, Some(4));
    }
}

#[test]
fn storage_server() {
    let ldap = LDAP.replace(">false<", ">true<");
    let cassandra = "storage_port: 7100\nssl_storage_port: 7001\nlisten_address: localhost\nstart_native_transport: true\nnative_transport_port: 9142\nrpc_address: localhost\nrpc_port: 9161\nserver_encryption_options:\n    internode_encryption: none\n";
    let case = || {
        Case::of("WSO2 Storage Server", "1.5.0")
            .carbon("1")
            .file("embedded-ldap.xml", &ldap)
            .file("etc/cassandra.yaml", cassandra)
    };
    let directory = [
        "embedded-ldap tcp 10389+1=10390 0.0.0.0 carbon.xml:10",
        "kdc udp 8000+1=8001 0.0.0.0 carbon.xml:11",
    ];
    let hadoop = [
        "hdfs-54310 closed 54310+0=54310: enable.hdfs.startup",
        "hdfs-50070 closed 50070+0=50070: enable.hdfs.startup",
        "hdfs-50475 closed 50475+0=50475: enable.hdfs.datanode",
        "hdfs-1004 closed 1004+0=1004: enable.hdfs.datanode",
        "hdfs-1006 closed 1006+0=1006: enable.hdfs.datanode",
        "hdfs-50020 closed 50020+0=50020: enable.hdfs.datanode",
        "mapred-54311 closed 54311+0=54311: enable.hdfs.startup",
        "mapred-50030 closed 50030+0=50030: enable.hdfs.startup",
        "mapred-50060 closed 50060+0=50060: enable.hdfs.startup",
    ];
    let mut wanted = vec![
        "cassandra-rpc tcp 9160+1=9161 localhost cassandra.yaml:7",
        "cassandra-storage tcp 7000+1=7001 localhost cassandra.yaml:1",
        "cassandra-native tcp 9042+1=9043 localhost cassandra.yaml:5",
        "cassandra-storage-ssl closed 7001+1=7002: internode",
    ];
    wanted.extend(directory);
    wanted.extend(hadoop);
    expect_kernel_and(&case(), 1, &wanted);
    let moved = case()
        .arguments(&["-Dcassandra.rpc.port=9500"])
        .runtime("default");
    let rpc = moved
        .listeners
        .iter()
        .find(|l| l.id == "cassandra-rpc")
        .unwrap();
    assert_eq!(number(rpc), "9500+1=9501");
    let mut wanted = vec![
        "cassandra-rpc closed: disable.cassandra.server.startup",
        "cassandra-storage closed: disable.cassandra.server.startup",
        "cassandra-native closed: disable.cassandra.server.startup",
    ];
    wanted.extend(directory);
    let off = "-Ddisable.cassandra.server.startup=true";
    let script = format!("java {off} org.wso2.carbon.bootstrap.Bootstrap $*\n");
    expect_kernel_and(&case().arguments(&[off]), 1, &wanted);
    expect_kernel_and(&case().at("bin/wso2server.sh", &script), 1, &wanted);
}

#[test]
fn enterprise_mobility_manager() {
    let manager = "<APIManager>\n<APIKeyValidator>\n<EnableThriftServer>true</EnableThriftServer>\n<ThriftServerPort>10397</ThriftServerPort>\n</APIKeyValidator>\n</APIManager>";
    let bridge = "<dataBridgeConfiguration>\n<thriftDataReceiver>\n<hostName>localhost</hostName><port>7611</port><securePort>7711</securePort>\n</thriftDataReceiver>\n</dataBridgeConfiguration>";
    let case = Case::of("WSO2 Enterprise Mobility Manager", "2.2.0")
        .carbon("2")
        .file(
            "axis2/axis2.xml",
            &axis2(PASSTHRU, &clustering("wka", 4100)),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY.replace(">false<", ">true<"),
        )
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
        .file("api-manager.xml", manager)
        .file("data-bridge/data-bridge-config.xml", bridge);
    expect_kernel_and(
        &case,
        2,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "cluster-member tcp 4100+0=4100 0.0.0.0 axis2.xml:13",
            "thrift-entitlement tcp 10500+2=10502 10.1.1.1 carbon.xml:13",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt conditional 10397+0=10397: key manager",
            "databridge-thrift-tcp closed: data bridge",
            "databridge-thrift-ssl closed: data bridge",
        ],
    );
}
