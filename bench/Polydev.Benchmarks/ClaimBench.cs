using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>How long the taking of a warm worker takes: many tenants at the same moment, and one after another.</summary>
internal static class ClaimBench
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 5, "Bursts, and hundreds of claims one after another");
        var claims = BenchOptions.Count("--claims", 300, "Claims in a burst, on as many warm workers");
        var command = new Command("claim", "How long it takes to claim a warm worker, many at once and one after another") { rounds, claims };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), result.GetValue(claims)));
        return command;
    }

    /// <summary>Every claim is a real one: the execution that asked for it runs, and its own timings are read back.</summary>
    private static async Task<int> RunAsync(int rounds, int claims)
    {
        Report.Begin("claim", $"{rounds} rounds");
        var burst = new List<Claim>();
        var steady = new List<Claim>();
        var reuse = new List<Claim>();
        await using (var rig = await PolydevRig.StartAsync(floor: claims))
        {
            var tenants = await TenantsAsync(rig, claims);
            for (var round = 0; round < rounds; round++)
            {
                await rig.WaitForWarmAsync(claims);
                burst.AddRange(await Task.WhenAll(tenants.Select(t => ClaimAsync(rig, t, "execution"))));
            }

            await rig.WaitForWarmAsync(claims);
            for (var i = 0; i < rounds * 100; i++)
            {
                steady.Add(await ClaimAsync(rig, tenants[i % claims], "execution"));
                await Task.Delay(50);
            }

            for (var i = 0; i < rounds * 100; i++)
            {
                reuse.Add(await ClaimAsync(rig, tenants[0], "tenant"));
            }
        }

        var table = new Table("claims", "count", "warm", "claim p50 ms", "p99 ms", "max ms", "asked to request sent p50 ms", "p99 ms", "workers used twice");
        Add(table, $"{claims} at once, {rounds} times", burst);
        Add(table, "one after another, a fresh worker each", steady);
        Add(table, "one after another, the tenant's own worker", reuse);
        table.Print("Claims");
        return 0;
    }

    /// <summary>Makes tenants, each with a key of its own for the provider.</summary>
    public static async Task<List<string>> TenantsAsync(PolydevRig rig, int count)
    {
        var tenants = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var made = await rig.Http.PostAsJsonAsync("/v1/tenants", new { name = "bench-" + i });
            made.EnsureSuccessStatusCode();
            var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/credentials/openai") { Content = JsonContent.Create(new { api_key = "sk-bench-" + i }) };
            put.Headers.Add("X-Polydev-Tenant", id);
            (await rig.Http.SendAsync(put)).EnsureSuccessStatusCode();
            tenants.Add(id);
        }

        return tenants;
    }

    /// <summary>Has a tenant run an execution, which claims a worker.</summary>
    public static async Task<Claim> ClaimAsync(PolydevRig rig, string tenant, string isolation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/executions")
        {
            Content = JsonContent.Create(new { provider = "openai", model = "sim-text", prompt = "hi", isolation }),
        };
        request.Headers.Add("X-Polydev-Tenant", tenant);
        using var response = await rig.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var execution = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (execution.GetProperty("status").GetString() != "succeeded")
        {
            throw new InvalidOperationException("an execution did not succeed: " + execution);
        }

        var attempt = execution.GetProperty("attempts")[0];
        var worker = execution.GetProperty("worker");
        return new Claim(
            execution.GetProperty("timings").GetProperty("claim_ms").GetDouble(),
            attempt.GetProperty("sent_ms").GetDouble() - attempt.GetProperty("asked_ms").GetDouble(),
            worker.GetProperty("id").GetString()!,
            worker.GetProperty("warm").GetBoolean());
    }

    private static void Add(Table table, string name, List<Claim> claims)
    {
        double Of(Func<Claim, double> figure, double quantile)
        {
            var sorted = claims.Select(figure).Order().ToList();
            return sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))];
        }

        var twice = claims.Count - claims.Select(c => c.Worker).Distinct(StringComparer.Ordinal).Count();
        table.Row(
            name, claims.Count, claims.Count(c => c.Warm), Of(c => c.Ms, 0.5), Of(c => c.Ms, 0.99), Of(c => c.Ms, 1), Of(c => c.ToSentMs, 0.5), Of(c => c.ToSentMs, 0.99), twice);
    }

    /// <summary>One claim as its execution tells it.</summary>
    /// <param name="Ms">From the asking for a worker to having it.</param>
    /// <param name="ToSentMs">From the asking for a worker until the request was written to the provider.</param>
    /// <param name="Worker">Which.</param>
    /// <param name="Warm">Whether it waited for the claim.</param>
    public sealed record Claim(double Ms, double ToSentMs, string Worker, bool Warm);
}
