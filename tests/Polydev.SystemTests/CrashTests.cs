using System.Text.Json;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>What a kill -9 of each part does to the executions that run through it.</summary>
public sealed class CrashTests
{
    private readonly Hold _hold = new();

    [Fact]
    public async Task A_controller_killed_in_mid_stream_loses_and_doubles_no_event()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = _hold.Stream(200, after: 100), prompt = "count" });
        var seen = new List<(long Seq, string Type, JsonElement Data)>();
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            seen.Add(item);
            if (seen.Count == 40)
            {
                polydev.Kill9();
                simulator.Release(_hold.Word);
                break;
            }
        }

        await polydev.StartAgainAsync();
        await foreach (var item in polydev.FollowAsync(id, seen[^1].Seq))
        {
            seen.Add(item);
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(s => s.Seq));
        Assert.Single(seen, s => s.Type is "finished" or "failed");
        Assert.Equal(1, simulator.Counters.Requests);
        Assert.True(seen[^1].Type == "finished", seen[^1].Data.GetRawText() + polydev.Said);
        Assert.Equal(200, seen.Count(s => s.Type == "text"));
        var read = await polydev.ReadAsync(id);
        Assert.Equal("succeeded", read.GetProperty("status").GetString());
        Assert.Equal(
            string.Concat(seen.Where(s => s.Type == "text").Select(s => s.Data.GetProperty("text").GetString())),
            read.GetProperty("output").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_worker_killed_before_output_is_replaced_and_the_request_is_sent_again()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "anthropic", model = _hold.Silent, prompt = "wait" });
        await PolydevProcess.UntilAsync(() => Task.FromResult(simulator.Counters.InFlight == 1), "the request was at the provider");
        PolydevProcess.Kill9(await WorkerOfAsync(polydev, id));
        simulator.Release(_hold.Word);
        await PolydevProcess.UntilAsync(async () => (await polydev.ReadAsync(id)).GetProperty("status").GetString() == "succeeded", "it succeeded");
        var read = await polydev.ReadAsync(id);
        var attempts = read.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(2, attempts.Count);
        Assert.Equal("worker_lost", attempts[0].GetProperty("error").GetProperty("code").GetString());
        Assert.NotEqual(attempts[0].GetProperty("worker").GetString(), attempts[1].GetProperty("worker").GetString());
    }

    [Fact]
    public async Task A_worker_killed_after_output_fails_the_execution_with_the_true_reason()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "google", model = _hold.Stream(100, after: 50), prompt = "count" });
        var seen = await SeeAsync(polydev, id, async () => PolydevProcess.Kill9(await WorkerOfAsync(polydev, id)));

        Assert.Equal("failed", seen[^1].Type);
        var error = seen[^1].Data.GetProperty("error");
        Assert.Equal("worker_lost", error.GetProperty("code").GetString());
        Assert.Contains("9", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(error.GetProperty("retryable").GetBoolean());
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(s => s.Seq));
        Assert.Equal(1, simulator.Counters.Requests);
    }

    [Fact]
    public async Task A_provider_killed_in_mid_stream_is_a_truncation_and_never_a_clean_end()
    {
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = _hold.Stream(100, after: 50), prompt = "count" });
        var seen = await SeeAsync(polydev, id, async () => await simulator.DisposeAsync());

        Assert.Equal("failed", seen[^1].Type);
        Assert.Equal("provider_truncated", seen[^1].Data.GetProperty("error").GetProperty("code").GetString());
        var read = await polydev.ReadAsync(id);
        Assert.False(read.GetProperty("complete").GetBoolean());
        Assert.NotEqual("", read.GetProperty("output").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_provider_that_is_gone_after_the_controller_was_killed_is_told_as_it_was()
    {
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = _hold.Stream(100, after: 50), prompt = "count" });
        var seen = new List<(long Seq, string Type, JsonElement Data)>();
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            seen.Add(item);
            if (seen.Count == 20)
            {
                polydev.Kill9();
                break;
            }
        }

        await polydev.StartAgainAsync();
        await foreach (var item in polydev.FollowAsync(id, seen[^1].Seq))
        {
            seen.Add(item);
            if (seen.Count(s => s.Type == "text") == 50)
            {
                // The worker is back with all that the provider said before it stood still.
                await simulator.DisposeAsync();
            }
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(s => s.Seq));
        Assert.Equal("provider_truncated", seen[^1].Data.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("provider_truncated", (await polydev.ReadAsync(id)).GetProperty("attempts")[0].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_killed_gateway_is_started_again()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        var note = Path.Combine(polydev.Data, "egress.pid");
        var killed = await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken);
        PolydevProcess.Kill9(int.Parse(killed, System.Globalization.CultureInfo.InvariantCulture));
        await PolydevProcess.UntilAsync(
            async () => await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken) is { Length: > 0 } now && now != killed
                && polydev.Said.Contains("It is started again", StringComparison.Ordinal),
            "another gateway was there");

        // The new one may not listen yet: what fails for that is retryable, and is tried again.
        await PolydevProcess.UntilAsync(
            async () => (await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" })).GetProperty("status").GetString() == "succeeded",
            () => $"it went out again: {polydev.Said}");
    }

    [Fact]
    public async Task A_killed_controllers_queue_and_idempotency_keys_are_still_known()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress);
        polydev.Http.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var first = await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        polydev.Kill9();
        await polydev.StartAgainAsync();
        polydev.Http.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var again = await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal(first.GetProperty("output").GetRawText(), again.GetProperty("output").GetRawText());
        Assert.Equal(1, simulator.Counters.Requests);
    }

    [Fact]
    public async Task Nothing_is_left_running_when_it_is_asked_to_stop()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var polydev = await PolydevProcess.StartAsync(simulator.HttpAddress, floor: 3);
        await PolydevProcess.UntilAsync(async () => (await polydev.WorkerPidsAsync()).Count >= 3, "three workers were there");
        var pids = (await polydev.WorkerPidsAsync()).Values.ToList();
        await polydev.DisposeAsync();
        await PolydevProcess.UntilAsync(() => Task.FromResult(!pids.Any(p => Directory.Exists("/proc/" + p))), "the workers were gone");
    }

    /// <summary>Everything of an execution to its end, and what happens to it when twenty events are out.</summary>
    private static async Task<List<(long Seq, string Type, JsonElement Data)>> SeeAsync(PolydevProcess polydev, string id, Func<Task> atTwenty)
    {
        var seen = new List<(long Seq, string Type, JsonElement Data)>();
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            seen.Add(item);
            if (seen.Count == 20)
            {
                await atTwenty();
            }
        }

        return seen;
    }

    private static async Task<int> WorkerOfAsync(PolydevProcess polydev, string id)
    {
        string? worker = null;
        await PolydevProcess.UntilAsync(
            async () => (worker = (await polydev.ReadAsync(id)).TryGetProperty("worker", out var w) ? w.GetProperty("id").GetString() : null) is not null,
            "the execution had a worker");
        return (await polydev.WorkerPidsAsync())[worker!];
    }
}
