using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>The first call of each of many warm workers, one after another, each for a tenant of its own.</summary>
internal static class FirstCalls
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A table for the runs.</summary>
    public static Table Table() => new("first call of", "calls", "claim p50 ms", "p99 ms", "asked to request sent p50 ms", "p99 ms", "max ms");

    /// <summary>Makes the calls.</summary>
    /// <param name="rig">A Polydev with at least as many warm workers.</param>
    /// <param name="table">Where the result goes.</param>
    /// <param name="name">Name of the row.</param>
    /// <param name="tenants">The tenants.</param>
    public static async Task RunAsync(PolydevRig rig, Table table, string name, IReadOnlyList<string> tenants)
    {
        List<ClaimBench.Claim> claims = [];
        foreach (var tenant in tenants)
        {
            claims.Add(await ClaimBench.ClaimAsync(rig, tenant, "tenant"));
            await Task.Delay(Pause);
        }

        double Of(Func<ClaimBench.Claim, double> figure, double quantile)
        {
            var sorted = claims.Select(figure).Order().ToList();
            return sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))];
        }

        if (claims.Exists(c => !c.Warm) || claims.Select(c => c.Worker).Distinct(StringComparer.Ordinal).Count() != tenants.Count)
        {
            throw new InvalidOperationException("a first call did not get a warm worker of its own");
        }

        table.Row(name, claims.Count, Of(c => c.Ms, 0.5), Of(c => c.Ms, 0.99), Of(c => c.ToSentMs, 0.5), Of(c => c.ToSentMs, 0.99), Of(c => c.ToSentMs, 1));
    }
}
