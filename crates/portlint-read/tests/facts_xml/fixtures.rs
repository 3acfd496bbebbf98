//! Configuration files as the products ship them, cut to what matters, and what they open.

/// `carbon.xml`, the offset element on line 4.
pub(super) fn carbon(offset: &str) -> String {
    format!(
        r#"<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
<ServerURL>local:/${{carbon.context}}/services/</ServerURL>
<Ports>
{offset}
<JMX>
<RMIRegistryPort>9999</RMIRegistryPort>
<RMIServerPort>11111</RMIServerPort>
</JMX>
<EmbeddedLDAP>
<LDAPServerPort>10389</LDAPServerPort>
<KDCServerPort>8000</KDCServerPort>
</EmbeddedLDAP>
<ThriftEntitlementReceivePort>10500</ThriftEntitlementReceivePort>
</Ports>
</Server>"#
    )
}

pub(super) const CATALINA: &str = r#"<Server port="8005" shutdown="SHUTDOWN">
<Service className="org.wso2.carbon.tomcat.ext.service.ExtendedStandardService" name="Catalina">
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9763" redirectPort="9443" proxyPort="80" bindOnInit="false"/>
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9443" scheme="https" secure="true" SSLEnabled="true" proxyPort="443" bindOnInit="false"/>
</Service>
</Server>"#;

pub(super) const JMX: &str = r#"<JMX xmlns="http://wso2.org/projects/carbon/jmx.xml">
<StartRMIServer>true</StartRMIServer>
<HostName>localhost</HostName>
<RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>
<RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort>
</JMX>"#;

/// `axis2.xml`: receivers from line 4 on, then `clustering`, which starts on the line after them.
pub(super) fn axis2(receivers: &str, clustering: &str) -> String {
    format!(
        r#"<axisconfig name="AxisJava2.0">
<!-- <transportReceiver name="tcp" class="x.Tcp"><parameter name="port">6667</parameter></transportReceiver> -->
<transportReceiver name="local" class="org.wso2.carbon.core.transports.local.CarbonLocalTransportReceiver"/>
{receivers}{clustering}<!-- <parameter name="port">9763</parameter> -->
</axisconfig>"#
    )
}

/// The pass-through receivers: ports on lines 5 and 8 of `axis2.xml`.
pub(super) const PASSTHRU: &str = r#"<transportReceiver name="http" class="org.apache.synapse.transport.passthru.PassThroughHttpListener">
<parameter name="port" locked="false">8280</parameter>
</transportReceiver>
<transportReceiver name="https" class="org.apache.synapse.transport.passthru.PassThroughHttpSSLListener">
<parameter name="port" locked="false">8243</parameter>
</transportReceiver>
"#;

/// Clustering; seven lines: `localMemberPort` is the fourth, `mcastPort` the fifth.
pub(super) fn clustering(scheme: &str, port: u16) -> String {
    format!(
        r#"<clustering class="org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent" enable="true">
<parameter name="membershipScheme">{scheme}</parameter>
<parameter name="localMemberHost">127.0.0.1</parameter>
<parameter name="localMemberPort">{port}</parameter>
<parameter name="mcastPort">45564</parameter>
</clustering>
"#
    )
}

/// The kernel's four at an offset, from files as above.
pub(super) fn kernel(offset: i64) -> Vec<String> {
    vec![
        format!(
            "servlet-https tcp 9443+{offset}={} 0.0.0.0 catalina-server.xml:4",
            9443 + offset
        ),
        format!(
            "servlet-http tcp 9763+{offset}={} 0.0.0.0 catalina-server.xml:3",
            9763 + offset
        ),
        format!(
            "jmx-rmi-registry tcp 9999+{offset}={} 0.0.0.0 carbon.xml:6",
            9999 + offset
        ),
        format!(
            "jmx-rmi-server tcp 11111+{offset}={} 0.0.0.0 carbon.xml:7",
            11111 + offset
        ),
    ]
}

pub(super) const LDAP: &str = r#"<EmbeddedLDAPConfig>
<EmbeddedLDAP>
<Property name="enable">true</Property>
<Property name="port">${Ports.EmbeddedLDAP.LDAPServerPort}</Property>
</EmbeddedLDAP>
<KDCServer>
<Property name="enabled">false</Property>
<Property name="protocol">UDP</Property>
<Property name="port">${Ports.EmbeddedLDAP.KDCServerPort}</Property>
</KDCServer>
</EmbeddedLDAPConfig>"#;

pub(super) const IDENTITY: &str = r#"<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
<EntitlementSettings>
<ThirftBasedEntitlementConfig>
<EnableThriftService>false</EnableThriftService>
<ReceivePort>${Ports.ThriftEntitlementReceivePort}</ReceivePort>
<ThriftHostName>10.1.1.1</ThriftHostName>
</ThirftBasedEntitlementConfig>
</EntitlementSettings>
</Server>"#;

pub(super) const THRIFT_AUTH: &str = "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n<!--<Hostname>a</Hostname>-->\n<Port>10711</Port>\n</Server>";

pub(super) fn key_manager(port: &str) -> String {
    format!(
        "<APIManager>\n<APIKeyValidator>\n<ThriftClientPort>10397</ThriftClientPort>\n<EnableThriftServer>true</EnableThriftServer>\n{port}\n</APIKeyValidator>\n</APIManager>"
    )
}

pub(super) const BRIDGE: &str = r#"<dataBridgeConfiguration>
<dataReceiver name="Thrift">
<config name="tcpPort">7611</config>
<config name="sslPort">7711</config>
</dataReceiver>
<dataReceiver name="Binary">
<config name="tcpPort">9611</config>
<config name="sslPort">9711</config>
</dataReceiver>
</dataBridgeConfiguration>"#;

pub(super) fn bridge(offset: i64) -> Vec<String> {
    [
        ("thrift-tcp", 7611, 3),
        ("thrift-ssl", 7711, 4),
        ("binary-tcp", 9611, 7),
        ("binary-ssl", 9711, 8),
    ]
    .map(|(name, base, line)| {
        format!(
            "databridge-{name} tcp {base}+{offset}={} 0.0.0.0 data-bridge-config.xml:{line}",
            base + offset
        )
    })
    .to_vec()
}

pub(super) fn broker(mqtt: bool, mode: &str) -> String {
    format!(
        r#"<broker>
<coordination>
<thriftServerHost>localhost</thriftServerHost>
<thriftServerPort>7611</thriftServerPort>
</coordination>
<transports>
<amqp enabled="true">
<bindAddress>0.0.0.0</bindAddress>
<defaultConnection enabled="true" port="5672" />
<sslConnection enabled="true" port="8672"></sslConnection>
</amqp>
<mqtt enabled="{mqtt}">
<bindAddress>0.0.0.0</bindAddress>
<defaultConnection enabled="true" port="1883" />
<sslConnection enabled="true" port="8883"></sslConnection>
</mqtt>
</transports>
{mode}
</broker>"#
    )
}
