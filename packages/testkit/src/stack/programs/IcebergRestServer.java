import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/**
 * Iceberg's own REST catalog over SQLite, on 127.0.0.1 alone. Arguments: port, database file, warehouse, S3 endpoint,
 * region. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
 */
public final class IcebergRestServer {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("uri", "jdbc:sqlite:" + arguments[1]);
        properties.put("jdbc.schema-version", "V1");
        properties.put("warehouse", arguments[2]);
        // SQLite takes one writer at a time.
        properties.put("clients", "1");
        properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        properties.put("s3.endpoint", arguments[3]);
        properties.put("s3.path-style-access", "true");
        properties.put("client.region", arguments[4]);
        properties.put("http-client.type", "apache");
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize("iceberg_rest", properties);
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath("/");
        handler.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
        server.setHandler(handler);
        server.start();
        server.join();
    }
}
