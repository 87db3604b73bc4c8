using Polydev.Cli.Hosting;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Cluster.Health;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at what the environment says of the cluster and the pool, and at the cluster where it names one; nothing is run there.</summary>
internal static class ClusterChecks
{
    private const string Next = "Names and meanings are in .env.example and docs/operating.md.";

    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(Func<string, string?> variable, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = new EnvironmentFaults();
        var environment = OperatorEnvironment.Read(variable, new MachineOptions { DataDirectory = "/" }, faults);
        if (faults.All.Count > 0)
        {
            return [.. faults.All.Select(fault => Check.Fail("environment", fault, Next))];
        }

        if (environment.Target is not { } target)
        {
            return [];
        }

        var checks = new List<Check>();
        using var line = new ClusterLine(target, time);
        await foreach (var found in new ClusterChecklist(line, new WorkerSize("default", 1, 1)).LookAsync(cancellationToken))
        {
            checks.Add(Of(found));
        }

        return checks;
    }

    private static Check Of(ClusterCheck found) => found.Outcome switch
    {
        CheckOutcome.Ok => Check.Ok("cluster " + found.Name, found.Found),
        CheckOutcome.Failed => Check.Fail("cluster " + found.Name, found.Found, found.Next ?? "Try it whole: polydev cluster check --direct"),
        _ => Check.Warn("cluster " + found.Name, "not looked at: " + found.Found, "Mend what is said above first."),
    };
}
