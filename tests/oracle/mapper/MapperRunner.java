import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs the vendor's config mapper over many deployment.toml files in one virtual machine.
 *
 * One task a line on standard input, fields separated by a tab: the file, the resources directory (templates and JSON), the
 * directory that takes the rendered files, then any number of `env NAME=VALUE` and `sys NAME=VALUE` fields. One answer a line
 * on standard output: `ok`, or `fails` with the innermost exception.
 *
 * `-Dkeep=REGEX` writes only the rendered files whose path it matches. Needs `--add-opens java.base/java.util=ALL-UNNAMED`: the environment of the running machine is set by reflection.
 */
public final class MapperRunner {
    private static final String PACKAGE = "org.wso2.config.mapper.";
    private static final String KEEP = System.getProperty("keep", ".*");

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String task = tasks.readLine(); task != null; task = tasks.readLine()) {
            answers.println(run(task.split("\t", -1)).replaceAll("\\s+", " "));
            answers.flush();
        }
    }

    private static String run(String[] fields) throws Exception {
        Map<String, String> environment = environment();
        environment.clear();
        java.util.Properties properties = (java.util.Properties) System.getProperties().clone();
        try {
            for (int i = 3; i < fields.length; i++) {
                String[] pair = fields[i].substring(4).split("=", 2);
                if (fields[i].startsWith("env ")) {
                    environment.put(pair[0], pair[1]);
                } else {
                    System.setProperty(pair[0], pair[1]);
                }
            }
            for (Map.Entry<String, String> file : render(fields[0], fields[1], fields[2]).entrySet()) {
                Path path = Path.of(fields[2], file.getKey());
                if (!file.getKey().matches(KEEP)) {
                    continue;
                }
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            return "ok";
        } catch (Throwable error) {
            return "fails " + innermost(error);
        } finally {
            System.setProperties(properties);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> render(String toml, String resources, String output) throws Throwable {
        Class<?> paths = Class.forName(PACKAGE + "ConfigParser$ConfigPaths");
        Method setPaths = paths.getDeclaredMethod("setPaths", String.class, String.class, String.class);
        setPaths.setAccessible(true);
        Constructor<?> context = Class.forName(PACKAGE + "model.Context").getDeclaredConstructor();
        context.setAccessible(true);
        try {
            setPaths.invoke(null, toml, resources, output);
            for (Method method : Class.forName(PACKAGE + "ConfigParser").getDeclaredMethods()) {
                if (!method.getName().equals("parse") || method.getReturnType() != Map.class) {
                    continue;
                }
                method.setAccessible(true);
                // Up to 1.0.4 it takes the context alone, later whether to render as well.
                Object result = method.getParameterCount() == 1
                    ? method.invoke(null, context.newInstance())
                    : method.invoke(null, true, context.newInstance());
                return (Map<String, String>) result;
            }
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        throw new IllegalStateException("this mapper has no parse method that is known");
    }

    private static String innermost(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> environment() throws Exception {
        Map<String, String> view = System.getenv();
        Field field = view.getClass().getDeclaredField("m");
        field.setAccessible(true);
        return (Map<String, String>) field.get(view);
    }
}
