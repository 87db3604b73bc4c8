using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>What tests on a live cluster do with a controller again and again.</summary>
internal static class LiveRun
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs an execution, which must succeed.</summary>
    public static async Task<JsonElement> ExecuteAsync(PolydevProcess polydev, string isolation = "tenant")
    {
        var ran = await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi", isolation });
        Assert.True(ran.GetProperty("status").GetString() == "succeeded", ran.GetRawText() + polydev.Said);
        return ran;
    }

    /// <summary>Waits until so many workers are warm.</summary>
    public static Task UntilWarmAsync(PolydevProcess polydev, int count) => PolydevProcess.UntilAsync(
        async () => (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/pools/default", Token)).GetProperty("warm").GetInt32() >= count, () => $"{count} workers were warm: {polydev.Said}");

    /// <summary>The workers, and where the cluster has them.</summary>
    public static async Task<IReadOnlyList<(string Id, string State, string Node, string Job, string Allocation)>> WorkersAsync(PolydevProcess polydev) =>
        [.. (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/workers", Token)).GetProperty("workers").EnumerateArray()
            .Where(w => w.TryGetProperty("external_id", out _))
            .Select(w => (w.GetProperty("id").GetString()!, w.GetProperty("state").GetString()!, w.GetProperty("node").GetString()!, Place(w, 0), Place(w, 1)))];

    /// <summary>The mark of a controller's dispatches.</summary>
    public static async Task<string> OwnerAsync(PolydevProcess polydev) => (await File.ReadAllTextAsync(Path.Combine(polydev.Data, "cluster", NomadDriver.DriverName + ".owner"), Token)).Trim();

    /// <summary>The jobs that a controller dispatched and that are still listed.</summary>
    public static async Task<IReadOnlyList<string>> JobsOfAsync(LiveCluster live, PolydevProcess polydev) => await JobsOfAsync(live, await OwnerAsync(polydev));

    /// <summary>The same, by the mark.</summary>
    public static async Task<IReadOnlyList<string>> JobsOfAsync(LiveCluster live, string owner)
    {
        var jobs = new List<string>();
        foreach (var job in (await live.Operator.Jobs.ListAsync(new NomadQuery { Prefix = WarmPoolJob.IdPrefix }, Token)).Value.Where(j => !string.IsNullOrEmpty(j.ParentID)))
        {
            try
            {
                if ((await live.Operator.Jobs.GetAsync(job.ID, null, Token)).Value.Meta?.GetValueOrDefault(WarmPoolJob.OwnerMeta) == owner)
                {
                    jobs.Add(job.ID);
                }
            }
            catch (NomadException e) when (e.Error == NomadError.NotFound)
            {
                // Removed while we looked.
            }
        }

        return jobs;
    }

    private static string Place(JsonElement worker, int part) => worker.GetProperty("external_id").GetString()!.Split('@')[part];
}
