// Asks Apache Jena: `java -cp JARS Ask.java DATA.nq`, a question a line on standard input (name, query file, then
// variable and value in turn, by tabulators), a file of JSON results of each in the folder of its query file.

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.query.*;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.riot.RDFDataMgr;

public class Ask {
    public static void main(String[] given) throws Exception {
        Dataset read = RDFDataMgr.loadDataset(given[0]);
        Dataset asked = DatasetFactory.create(ModelFactory.createDefaultModel().add(read.getUnionModel()));
        read.listNames().forEachRemaining(name -> asked.addNamedModel(name, read.getNamedModel(name)));
        Model terms = ModelFactory.createDefaultModel();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split("\t");
            Query query = QueryFactory.create(Files.readString(Path.of(cells[1])));
            QuerySolutionMap bound = new QuerySolutionMap();
            for (int at = 2; at + 1 < cells.length; at += 2) {
                String value = cells[at + 1];
                RDFNode node = value.startsWith("<")
                    ? terms.createResource(value.substring(1, value.length() - 1))
                    : terms.createLiteral(value.substring(1, value.length() - 1));
                bound.add(cells[at], node);
            }
            long start = System.nanoTime();
            String told = "";
            try (QueryExecution run = QueryExecutionFactory.create(query, asked, bound)) {
                run.setTimeout(60_000);
                try (OutputStream out = new FileOutputStream(cells[1] + ".out")) {
                    if (query.isSelectType()) ResultSetFormatter.outputAsJSON(out, run.execSelect());
                    else RDFDataMgr.write(out, run.execConstruct(), org.apache.jena.riot.Lang.NTRIPLES);
                }
            } catch (Exception problem) {
                told = problem.toString().replace('\n', ' ');
            }
            System.out.println(cells[0] + "\t" + (System.nanoTime() - start) / 1_000_000 + "\t" + told);
        }
    }
}
