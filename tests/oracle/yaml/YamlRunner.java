import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Starts the vendor's listeners over deployment.yaml files, in the order in which OSGi would, and says which sockets listen.
 *
 * One task a line on standard input, fields separated by a tab: the file, the components to start (of http, databridge, stores,
 * jmx, separated by blanks), then any number of `env NAME=VALUE` and `sys NAME=VALUE`. The answer: `note COMPONENT REASON` for
 * each component that fails, `listening PROTOCOL SOCKET` for each socket of this network namespace, then `end`, or `last` where
 * this machine cannot take another task because something is still open.
 *
 * It must run in a network namespace of its own. Needs `--add-opens java.base/java.util=ALL-UNNAMED`.
 */
public final class YamlRunner {
    private static final PrintStream OUT = System.out;
    private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
    private static final List<Object> SERVICES = new ArrayList<>();
    private static final List<Part> STOPS = new ArrayList<>();
    private static int connectors;
    private static boolean spent;
    private static Object provider;
    private static Object runtime;

    public static void main(String[] arguments) throws Exception {
        System.setOut(new PrintStream(LOG, true));
        System.setErr(new PrintStream(LOG, true));
        BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String task = tasks.readLine(); task != null; task = tasks.readLine()) {
            boolean clean = run(task.split("\t", -1));
            OUT.println(clean ? "end" : "last");
            OUT.flush();
            if (!clean) {
                break;
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static boolean run(String[] fields) throws Exception {
        Set<Thread> known = Thread.getAllStackTraces().keySet();
        Properties before = (Properties) System.getProperties().clone();
        Map<String, String> environment = environment();
        environment.clear();
        SERVICES.clear();
        STOPS.clear();
        LOG.reset();
        connectors = 0;
        for (int i = 2; i < fields.length; i++) {
            String[] pair = fields[i].substring(4).split("=", 2);
            if (fields[i].startsWith("env ")) {
                environment.put(pair[0], pair[1]);
            } else {
                System.setProperty(pair[0], pair[1]);
            }
        }
        start(Path.of(fields[0]), List.of(fields[1].split(" ")));
        settle();
        logged();
        listening().forEach(socket -> OUT.println("listening tcp " + socket));
        for (Part stop : STOPS) {
            try {
                stop.start();
            } catch (Throwable ignored) {
                // Whether it is closed is seen below.
            }
        }
        if (spent) {
            return false;
        }
        endThreads(known);
        System.setProperties(before);
        for (int wait = 0; wait < 40 && !listening().isEmpty(); wait++) {
            // A thread that waits for a connection ends with the next one; a socket that only it held is closed when collected.
            for (String socket : listening()) {
                try (Socket connection = new Socket()) {
                    int port = Integer.parseInt(socket.substring(socket.indexOf(':') + 1), 16);
                    connection.connect(new InetSocketAddress("127.0.0.1", port), 100);
                } catch (IOException closed) {
                    // That is what is wanted.
                }
            }
            if (wait == 3 || wait == 10 || wait == 20) {
                System.gc();
            }
            Thread.sleep(50);
        }
        return listening().isEmpty();
    }

    /** The receivers' acceptors never end by themselves: over a closed socket they run in circles. */
    @SuppressWarnings({"deprecation", "removal"})
    private static void endThreads(Set<Thread> known) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean own = thread.getName().matches("(nioEventLoop|globalEventExecutor|threadDeathWatcher|RMI|GC Daemon|Common-Cleaner|Attach).*");
            if (!known.contains(thread) && !own) {
                thread.stop();
            }
        }
    }

    /** Netty binds in its own time: waits until each connector said that it started, three seconds at most. */
    private static void settle() throws Exception {
        for (int wait = 0; wait < 60; wait++) {
            int started = LOG.toString(StandardCharsets.UTF_8).split("Interface starting on host", -1).length - 1;
            if (started >= connectors) {
                break;
            }
            Thread.sleep(50);
        }
        Thread.sleep(100);
    }

    /** What the components said themselves: each ERROR, and the exception in the next line. */
    private static void logged() {
        String[] lines = LOG.toString(StandardCharsets.UTF_8).split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].contains(" ERROR ") && !lines[i].contains("while accepting the connection")) {
                String next = i + 1 < lines.length && lines[i + 1].matches("[\\w.$]+(Exception|Error)\\b.*") ? " <- " + lines[i + 1] : "";
                OUT.println("note log " + (lines[i].replaceFirst(".* - ", "") + next).replaceAll("\\s+", " "));
            }
        }
    }

    private static void start(Path file, List<String> components) {
        try {
            configuration(file);
        } catch (Throwable error) {
            note("kernel", error);
            return;
        }
        part(components, "http", YamlRunner::http);
        part(components, "databridge", YamlRunner::databridge);
        part(components, "stores", YamlRunner::stores);
        part(components, "jmx", () -> {
            if (jmxIsEnabled()) {
                jmx();
            }
        });
    }

    private interface Part {
        void start() throws Throwable;
    }

    private static void part(List<String> components, String name, Part part) {
        if (components.contains(name)) {
            try {
                part.start();
            } catch (Throwable error) {
                note(name, error);
            }
        }
    }

    private static void note(String name, Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (!(cause instanceof InvocationTargetException)) {
                text.append(text.length() == 0 ? "" : " <- ").append(cause.getClass().getSimpleName());
                text.append(cause.getMessage() == null ? "" : ": " + cause.getMessage());
            }
        }
        OUT.println("note " + name + " " + text.toString().replaceAll("\\s+", " "));
    }

    /** The kernel's own configuration: without it no server. */
    private static void configuration(Path file) throws Throwable {
        Class<?> vault = type("org.wso2.carbon.secvault.SecureVault");
        provider = call(type("org.wso2.carbon.config.ConfigProviderFactory"), null, "getConfigProvider", file, proxy(vault));
        Class<?> bean = type("org.wso2.carbon.kernel.config.model.CarbonConfiguration");
        Object configuration = call(provider.getClass(), provider, "getConfigurationObject", bean);
        Class<?> carbon = type("org.wso2.carbon.kernel.CarbonRuntime");
        runtime = Proxy.newProxyInstance(carbon.getClassLoader(), new Class<?>[] {carbon}, (self, method, values) ->
            method.getName().equals("getConfiguration") ? configuration : nothing(method));
    }

    private static void http() throws Throwable {
        Class<?> holder = type("org.wso2.msf4j.internal.DataHolder");
        Object instance = call(holder, null, "getInstance");
        call(holder, instance, "setBundleContext", context());
        Object component = create("org.wso2.msf4j.internal.MicroservicesServerSC");
        ((Map<?, ?>) call(holder, instance, "getMicroservicesRegistries")).clear();
        STOPS.add(() -> {
            for (Object connector : (List<?>) field(component, "serverConnectors")) {
                call(connector.getClass(), connector, "stop");
            }
        });
        call(component.getClass(), component, "registerConfigProvider", provider);
        connectors += ((List<?>) field(component, "serverConnectors")).size();
        call(component.getClass(), component, "onAllRequiredCapabilitiesAvailable");
    }

    private static void databridge() throws Throwable {
        Object bridge = create("org.wso2.carbon.databridge.core.internal.DataBridgeDS");
        call(bridge.getClass(), bridge, "setCarbonRuntime", runtime);
        call(bridge.getClass(), bridge, "registerConfigProvider", provider);
        call(bridge.getClass(), bridge, "start", context());
        Class<?> type = type("org.wso2.carbon.databridge.core.DataBridgeReceiverService");
        Object receiver = SERVICES.stream().filter(type::isInstance).findFirst().orElse(null);
        if (receiver == null) {
            throw new IllegalStateException("the data bridge does not start");
        }
        String receivers = "org.wso2.carbon.databridge.receiver.";
        part(List.of("thrift"), "thrift", () -> {
            Object thrift = create(receivers + "thrift.internal.ThriftDataReceiverDS");
            call(thrift.getClass(), thrift, "setDataBridgeReceiverService", receiver);
            call(thrift.getClass(), thrift, "setCarbonRuntime", runtime);
            Class<?> holder = type(receivers + "thrift.internal.ServiceHolder");
            STOPS.add(() -> closeAll(call(holder, null, "getDataReceiver"), 3));
            forget(holder, "dataReceiver");
            call(thrift.getClass(), thrift, "start", context());
        });
        part(List.of("binary"), "binary", () -> {
            Object binary = create(receivers + "binary.internal.BinaryDataReceiverServiceComponent");
            call(binary.getClass(), binary, "setDataBridgeReceiverService", receiver);
            call(binary.getClass(), binary, "setCarbonRuntime", runtime);
            STOPS.add(() -> closeAll(binary, 2));
            Method activate = named(binary.getClass(), "activate", 1);
            Class<?> wanted = activate.getParameterTypes()[0];
            call(binary.getClass(), binary, "activate", wanted.getSimpleName().equals("BundleContext") ? context() : component(wanted));
        });
        // From databridge 6.0.66 on the receivers only register, and the product's core starts them.
        String listener = "org.wso2.carbon.databridge.commons.ServerEventListener";
        for (Object service : List.copyOf(SERVICES)) {
            if (List.of(service.getClass().getInterfaces()).stream().anyMatch(face -> face.getName().equals(listener))) {
                STOPS.add(() -> closeAll(service, 2));
                part(List.of("receiver"), "receiver", () -> call(service.getClass(), service, "start"));
            }
        }
    }

    /** What the Stores API does: a runner of its own over its own block. */
    private static void stores() throws Throwable {
        Class<?> bean;
        try {
            bean = type("org.wso2.msf4j.config.TransportsFileConfiguration");
        } catch (ClassNotFoundException before27) {
            bean = type("org.wso2.transport.http.netty.config.TransportsConfiguration");
        }
        Object configuration = call(provider.getClass(), provider, "getConfigurationObject", "siddhi.stores.query.api", bean);
        Constructor<?> constructor = type("org.wso2.msf4j.MicroservicesRunner").getConstructor(bean);
        Object runner = constructor.newInstance(configuration);
        STOPS.add(() -> {
            for (Object connector : (List<?>) field(runner, "serverConnectors")) {
                call(connector.getClass(), connector, "stop");
            }
        });
        connectors += ((List<?>) field(runner, "serverConnectors")).size();
        call(runner.getClass(), runner, "start");
    }

    private static void jmx() throws Throwable {
        Object component = create("org.wso2.carbon.kernel.internal.jmx.CarbonJMXComponent");
        // The registry of one virtual machine cannot be made twice: the next task needs another.
        spent = true;
        for (Method method : component.getClass().getDeclaredMethods()) {
            if (method.getParameterCount() == 1 && method.getParameterTypes()[0].getSimpleName().equals("CarbonRuntime")
                && !method.getName().startsWith("un")) {
                method.setAccessible(true);
                method.invoke(component, runtime);
            }
        }
        call(component.getClass(), component, "start", context());
    }

    private static boolean jmxIsEnabled() throws Throwable {
        Object configuration = call(type("org.wso2.carbon.kernel.CarbonRuntime"), runtime, "getConfiguration");
        Object settings = call(configuration.getClass(), configuration, "getJmxConfiguration");
        return (Boolean) call(settings.getClass(), settings, "isEnabled");
    }

    // Reflection

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name);
    }

    private static Object create(String name) throws Exception {
        Constructor<?> constructor = type(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static Method named(Class<?> type, String name, int parameters) throws NoSuchMethodException {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Method method : owner.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == parameters && !method.isBridge()) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }

    private static Object call(Class<?> type, Object target, String name, Object... values) throws Throwable {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Method method : owner.getDeclaredMethods()) {
                if (method.getName().equals(name) && accepts(method.getParameterTypes(), values)) {
                    method.setAccessible(true);
                    try {
                        return method.invoke(target, values);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }

    private static boolean accepts(Class<?>[] types, Object[] values) {
        if (types.length != values.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isInstance(values[i])) {
                return false;
            }
        }
        return true;
    }

    /** An OSGi bundle context that remembers the services. */
    private static Object context() throws ClassNotFoundException {
        return proxy(type("org.osgi.framework.BundleContext"));
    }

    private static Object component(Class<?> type) {
        return proxy(type);
    }

    private static Object proxy(Class<?> type) {
        InvocationHandler handler = (self, method, values) -> {
            if (method.getName().equals("registerService")) {
                SERVICES.add(values[1]);
                return proxy(type("org.osgi.framework.ServiceRegistration"));
            }
            if (method.getName().equals("getBundleContext")) {
                return context();
            }
            return nothing(method);
        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object nothing(Method method) {
        Class<?> result = method.getReturnType();
        if (result == boolean.class) {
            return false;
        }
        return result == int.class ? (Object) 0 : result == long.class ? (Object) 0L : null;
    }

    private static Object field(Object target, String name) throws Exception {
        Field field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }

    /** What a class keeps of the last start, so that it takes itself for started. */
    private static void forget(Class<?> type, String name) throws Exception {
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                field.setAccessible(true);
                field.set(null, null);
            }
        }
    }

    /** Closes the server sockets that an object of the vendor's holds in its fields, and in those of its own objects. */
    private static void closeAll(Object target, int depth) throws Exception {
        if (target instanceof ServerSocket) {
            ((ServerSocket) target).close();
            return;
        }
        if (target == null || depth == 0 || !target.getClass().getName().matches("org\\.(wso2|apache\\.thrift)\\..*")) {
            return;
        }
        for (Class<?> owner = target.getClass(); owner != null && owner != Object.class; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    closeAll(field.get(target), depth - 1);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> environment() throws Exception {
        Map<String, String> view = System.getenv();
        Field field = view.getClass().getDeclaredField("m");
        field.setAccessible(true);
        return (Map<String, String>) field.get(view);
    }

    /** The listening sockets of this namespace: address and port in hexadecimal, as the kernel writes them. */
    private static TreeSet<String> listening() throws Exception {
        TreeSet<String> sockets = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table), StandardCharsets.US_ASCII)) {
                String[] words = line.trim().split("\\s+");
                if (words.length > 3 && words[3].equals("0A")) {
                    sockets.add(words[1]);
                }
            }
        }
        return sockets;
    }
}
