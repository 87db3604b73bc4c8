using System.CommandLine;
using System.Runtime.InteropServices;
using Polydev.Benchmarks;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

// Not for people: the bench of the overhead starts the proxy it compares with as a process of its own, with this program.
if (args is ["yarp", var target])
{
    return await YarpPeer.RunAsync(target);
}

Option<bool> json = new("--json") { Description = "One JSON document instead of tables", Recursive = true };
Option<bool> list = new("--list") { Description = "List the benchmarks and their options" };
RootCommand root = new("Polydev's measurements")
{
    OverheadBench.Create(),
    StreamsBench.Create(),
    ClaimBench.Create(),
    WorkerBench.Create(),
    PoolBench.Create(),
    JournalBench.Create(),
    DensityBench.Create(),
    NodesBench.Create(),
    ClusterBench.Create(),
    json,
    list,
};
root.SetAction(result => Listing.Print(root, result.GetValue(json)));
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 || (parsed.CommandResult.Command == root && !parsed.GetValue(list)))
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine("bench: " + error.Message);
    }

    Console.Error.WriteLine("'polydev bench --list' shows the benchmarks and their options.");
    return 2;
}

// The load shares two cores with what it measures: it must not spend them on handing sockets from thread to thread. Its children start without this.
Environment.SetEnvironmentVariable(Child.InlineCompletions, "1");

TaskCompletionSource<int> interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
if (parsed.CommandResult.Command != root && parsed.GetValue(json))
{
    Report.AsDocument();
}

try
{
    var run = parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    return Report.End(await await Task.WhenAny(run, interrupted.Task));
}
catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
{
    Console.Error.WriteLine("bench: " + e.Message);
    return 1;
}
finally
{
    // Nothing that a bench started is left, however it ends.
    Child.EndAll();
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    interrupted.TrySetResult(130);
}
