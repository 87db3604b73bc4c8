using System.CommandLine;
using Polydev.Benchmarks.Load;
using Polydev.Benchmarks.Reports;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks;

/// <summary>What the way through Polydev adds to a provider call, beside a plain proxy of the same platform and beside a peer, all in one run.</summary>
internal static class OverheadBench
{
    private static readonly string[] ChatHeaders = ["Authorization: Bearer sk-bench-openai"];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = BenchOptions.Count("--rounds", 5, "Rounds; a round has every arm once");
        var seconds = BenchOptions.Seconds("--seconds", 3, "Seconds of an arm in a round");
        var warmup = BenchOptions.Seconds("--warmup", 12, "Seconds of load on every arm before");
        var command = new Command("overhead", "What Polydev adds to a provider call, beside a plain YARP proxy and Portkey's gateway") { rounds, seconds, warmup };
        command.SetAction((result, _) => RunAsync(result.GetValue(rounds), TimeSpan.FromSeconds(result.GetValue(seconds)), TimeSpan.FromSeconds(result.GetValue(warmup))));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, TimeSpan time, TimeSpan warmup)
    {
        await using var rig = await PolydevRig.StartAsync(floor: 4);
        using var yarp = YarpPeer.Start(rig.SimulatorAddress);
        var yarpAddress = new Uri(await yarp.ReadyAsync(TimeSpan.FromSeconds(30)));
        var portkey = await PortkeyPeer.InstallAsync() is { } entry ? await PortkeyPeer.StartAsync(entry) : default;
        using var portkeyChild = portkey.Child;
        Report.Begin("overhead", $"{rounds} rounds of {time.TotalSeconds} s");
        foreach (var stream in new[] { false, true })
        {
            var arms = Arms(rig, yarpAddress, yarp.Pid, portkey.Address, portkeyChild?.Pid, stream);
            await WarmAsync(arms, warmup, cold: !stream);
            foreach (var connections in new[] { 1, 16 })
            {
                await CompareAsync(arms, connections, rounds, time, stream);
            }
        }

        return 0;
    }

    private static List<LoadArm> Arms(PolydevRig rig, Uri yarp, int yarpPid, Uri? portkey, int? portkeyPid, bool stream)
    {
        var model = stream ? "sim-chunks-20" : "sim-text";
        var chat = stream
            ? $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"Say hello to the bench."}]}"""
            : $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Say hello to the bench."}]}""";
        var execution = $$"""{"provider":"openai","model":"{{model}}","prompt":"Say hello to the bench."}""";
        var chatMarker = stream ? "\"content\":\"" : "\"choices\"";
        var post = RawConnection.Post("/v1/chat/completions", chat, ChatHeaders);
        List<LoadArm> arms =
        [
            new("direct", rig.SimulatorAddress, post, chatMarker, () => [rig.SimulatorPid]),
            new(
                "polydev",
                rig.Address,
                RawConnection.Post("/v1/executions", execution, "Authorization: Bearer " + rig.Key, stream ? "Accept: text/event-stream" : "Accept: application/json"),
                stream ? "event: text" : "\"succeeded\"",
                () => [rig.ControllerPid, rig.GatewayPid, .. rig.WorkerPids()]),
            new("yarp", yarp, post, chatMarker, () => [yarpPid]),
        ];
        if (portkey is not null)
        {
            string[] headers = [.. ChatHeaders, "x-portkey-provider: openai", $"x-portkey-custom-host: {rig.SimulatorAddress.AbsoluteUri.TrimEnd('/')}/v1"];
            arms.Add(new LoadArm("portkey", portkey, RawConnection.Post("/v1/chat/completions", chat, headers), chatMarker, () => [portkeyPid!.Value]));
        }

        return arms;
    }

    /// <summary>Lets each arm compile its code: the first seconds after a start are not what it is like afterwards, and are told apart.</summary>
    private static async Task WarmAsync(List<LoadArm> arms, TimeSpan time, bool cold)
    {
        if (cold)
        {
            var table = new Table("arm", "p50 ms", "p99 ms", "per second", "CPU us/request", "bad");
            foreach (var arm in arms)
            {
                var first = await arm.RunAsync(1, TimeSpan.FromSeconds(2));
                table.Row(arm.Name, first.Whole.Ms(0.5), first.Whole.Ms(0.99), first.PerSecond, first.CpuMicroseconds, first.Bad);
            }

            table.Print("JSON, 1 connection, the first 2 s after the start");
        }

        foreach (var arm in arms)
        {
            await arm.RunAsync(1, time);
        }
    }

    private static async Task CompareAsync(List<LoadArm> arms, int connections, int rounds, TimeSpan time, bool stream)
    {
        var results = arms.ToDictionary(a => a, _ => new List<LoadResult>());
        foreach (var arm in arms)
        {
            await arm.RunAsync(connections, TimeSpan.FromSeconds(2));
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var arm in arms)
            {
                results[arm].Add(await arm.RunAsync(connections, time));
            }
        }

        Print(arms, results, connections, stream);
    }

    private static void Print(List<LoadArm> arms, Dictionary<LoadArm, List<LoadResult>> results, int connections, bool stream)
    {
        double Of(LoadArm arm, Func<LoadResult, double> figure) => Table.Median(results[arm].Select(figure));
        var table = new Table("arm", stream ? "first event p50 ms" : "p50 ms", "p99 ms", "added p50", "added p99", "per second", "CPU us/request", "bad");
        var direct = arms[0];
        foreach (var arm in arms)
        {
            double P(double q) => Of(arm, r => (stream ? r.First : r.Whole).Ms(q));
            double Direct(double q) => Of(direct, r => (stream ? r.First : r.Whole).Ms(q));
            table.Row(arm.Name, P(0.5), P(0.99), P(0.5) - Direct(0.5), P(0.99) - Direct(0.99), Of(arm, r => r.PerSecond), Of(arm, r => r.CpuMicroseconds), results[arm].Sum(r => r.Bad));
        }

        table.Print($"{(stream ? "20-chunk stream" : "JSON")}, {connections} connection{(connections > 1 ? "s" : "")} (median of the rounds)");
    }
}
