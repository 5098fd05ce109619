package dev.kopi.apps.cli.db;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.store.tools.StoreTools;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.StoreException;
import dev.kopi.services.execution.WorkPool;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi db}: looks into an engine's database, checks it and makes it smaller. */
@Command(
    name = "db",
    description = "Inspects, verifies and prunes the database of an engine that is not running.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DbCommand {
  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  @Command(
      name = "inspect",
      description = "Prints what the database holds and how much space it takes.",
      mixinStandardHelpOptions = true)
  int inspect(@Mixin DataDirectory data) {
    try (DirectoryLock _ = data.lock("db inspect");
        StoreTools tools = data.open()) {
      StoreTools.Facts facts = tools.inspect();
      print("genesis", facts.genesis());
      print("head", facts.head());
      print("safe", tools.blockId(facts.heads().safe()));
      print("finalized", tools.blockId(facts.heads().finalized()));
      print("base", facts.diskLayer());
      out().println("layers above the base: " + facts.diffLayers());
      out().println("oldest state: block " + facts.history().oldestState());
      out().println("oldest transactions and receipts: block " + facts.history().oldestBody());
      long total = 0;
      for (StoreTools.TableSize size : facts.sizes()) {
        out()
            .println(
                String.format(
                    Locale.ROOT,
                    "%-16s %12d entries %14d bytes",
                    size.table(),
                    size.entries(),
                    size.bytes()));
        total += size.bytes();
      }
      out().println(String.format(Locale.ROOT, "%-16s %37d bytes", "all", total));
    }
    out().flush();
    return 0;
  }

  private void print(String name, @Nullable BlockId block) {
    out().println(name + ": " + (block == null ? "none" : block.number() + " " + block.hash()));
  }

  @Command(
      name = "verify",
      description = {
        "Checks everything: files, hashes, roots, indexes, states and their history.",
        "Exits with 1 when something is wrong."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin DataDirectory data,
      @Option(names = "--json", description = "Print progress and result as lines of JSON.")
          boolean json) {
    StoreTools.Report report;
    try (DirectoryLock _ = data.lock("db verify");
        StoreTools tools = data.open();
        WorkPool pool = WorkPool.ofProcessors("verify")) {
      report = tools.verify(pool, (part, done, expected) -> tell(json, part, done, expected));
    }
    List<String> wrong = report.wrong();
    if (json) {
      ObjectNode line = Json.object().put("ok", wrong.isEmpty()).put("checked", report.checked());
      wrong.forEach(line.putArray("wrong")::add);
      out().println(Json.text(line));
    } else {
      wrong.forEach(finding -> out().println("wrong: " + finding));
      out()
          .println(
              wrong.isEmpty()
                  ? "all is well: " + report.checked() + " blocks and entries checked"
                  : wrong.size() + " problems found");
    }
    out().flush();
    return wrong.isEmpty() ? 0 : 1;
  }

  private void tell(boolean json, StoreTools.Part part, long done, long expected) {
    String name = part.name().toLowerCase(Locale.ROOT);
    if (json) {
      out()
          .println(
              Json.text(
                  Json.object().put("part", name).put("done", done).put("expected", expected)));
      out().flush();
    } else {
      err().println(name + ": " + done + (expected == 0 ? "" : " of about " + expected));
      err().flush();
    }
  }

  @Command(
      name = "prune",
      description = "Removes states, transactions and receipts outside the given windows.",
      mixinStandardHelpOptions = true)
  int prune(@Mixin DataDirectory data) {
    if (data.options().historyBlocks() == 0 && data.options().chainHistoryBlocks() == 0) {
      throw new WrongUsage("give --history.state or --history.chain");
    }
    try (DirectoryLock _ = data.lock("db prune");
        StoreTools tools = data.open()) {
      tools.prune();
      out().println("oldest state: block " + tools.store().history().oldestState());
      out()
          .println(
              "oldest transactions and receipts: block " + tools.store().history().oldestBody());
    } catch (StoreException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    out().flush();
    return 0;
  }
}
