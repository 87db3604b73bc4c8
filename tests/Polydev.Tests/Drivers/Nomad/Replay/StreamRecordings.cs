using System.Text;
using System.Text.Json.Nodes;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges that stream: events, logs, commands.</summary>
internal static class StreamRecordings
{
    private const string Demo = "576b98d8-5772-a56a-4610-167339fd0265";
    private const string Ended = "b5429d04-e652-18cb-205d-90e7a64ecc00";
    private const string None = "00000000-0000-0000-0000-000000000000";
    private static readonly string[] s_script = ["/bin/sh", "-c", "cat; echo err >&2; exit 3"];
    private static readonly EventTopic s_allocations = new("Allocation");

    public static IEnumerable<RecordedCall> All =>
    [
        Events("event-stream-job-lifecycle", [new("Job"), new("Evaluation"), s_allocations], null, null),
        Events("event-stream-filtered-alloc", [new("Allocation", Ended), new("Job", "rc-evt")], null, null),
        Events("event-stream-filtered-job", [new("Allocation", "rc-param")], null, null),
        Events("event-stream-namespace-star", [s_allocations], null, "*"),
        Events("event-stream-resume-index", [s_allocations], 201, null),
        Events("acl-event-stream-controller", [s_allocations], null, "default"),
        Refuses("acl-event-stream-anonymous-500", NomadError.Forbidden, (c, t) => c.Events.StreamAsync([s_allocations], null, null, t).FirstAsync(t).AsTask()),
        Refuses("acl-event-stream-star-denied", NomadError.Forbidden, (c, t) => c.Events.StreamAsync([new("*")], null, null, t).FirstAsync(t).AsTask()),
        Framed("logs-framed", new LogRequest(Demo, "runtime", Errors: false) { Offset = 40, FromEnd = true }),
        Framed("logs-framed-follow", new LogRequest(Demo, "runtime", Errors: false) { Follow = true, Offset = 0, FromEnd = true }),
        Plain("logs-plain", new LogRequest(Demo, "runtime", Errors: false) { Offset = 0 }),
        Plain("logs-plain-stderr", new LogRequest(Demo, "runtime", Errors: true)),
        Plain("logs-plain-follow", new LogRequest(Demo, "runtime", Errors: false) { Follow = true, Offset = 0, FromEnd = true }),
        Plain("logs-after-stop", new LogRequest(Ended, "runtime", Errors: false) { Offset = 60, FromEnd = true }),
        Refuses("logs-after-gc", NomadError.NotFound, (c, t) => c.Files.PlainAsync(new LogRequest(Ended, "runtime", false), t).FirstAsync(t).AsTask()),
        Refuses("logs-unknown-task", NomadError.NotFound, (c, t) => c.Files.FramesAsync(new LogRequest(Demo, "nope", false), t).FirstAsync(t).AsTask()),
        RefusesByHand("logs-bad-type", NomadError.Invalid),
        Command("exec-websocket", s_script, terminal: false, async (run, t) =>
        {
            await run.WriteAsync("hello from stdin\n"u8.ToArray(), t);
            await run.EndInputAsync(t);
            Assert.Equal(("hello from stdin\n", "err\n", 3), await OutcomeAsync(run, t));
        }),
        Command("exec-websocket-tty", ["/bin/sh"], terminal: true, async (run, t) =>
        {
            await run.ResizeAsync(width: 120, height: 40, t);
            await run.WriteAsync("echo hi\n"u8.ToArray(), t);
            await run.WriteAsync("exit 7\n"u8.ToArray(), t);
            var (output, errors, code) = await OutcomeAsync(run, t);
            Assert.Contains("hi\r\n", output, StringComparison.Ordinal);
            Assert.Equal(("", 7), (errors, code));
        }),
        Command("exec-unknown-command", ["/nope"], terminal: false, async (run, t) =>
        {
            var (output, _, code) = await OutcomeAsync(run, t);
            Assert.Contains("no such file or directory", output, StringComparison.Ordinal);
            Assert.Equal(126, code);
        }),
        RefusedCommand("exec-unknown-task", Demo, "nope", s_script, greet: false, "task not found"),
        RefusedCommand("exec-unknown-alloc", None, "runtime", s_script, greet: false, $"Unknown allocation \"{None}\""),
        RefusedCommand("acl-exec-ws-denied", None, "runtime", ["sh"], greet: true, $"Unknown allocation \"{None}\""),
    ];

    private static RecordedCall Events(string name, EventTopic[] topics, ulong? index, string? space) => new(name, async (client, recording, token) =>
    {
        var recorded = string.Concat(recording.Chunks!).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var read = await client.Events.StreamAsync(topics, index, space, token).Take(recorded.Count).ToListAsync(token);
        foreach (var (events, line) in read.Zip(recorded))
        {
            Faithful.AssertSame(events, line);
        }
    });

    private static RecordedCall Framed(string name, LogRequest request) => new(name, async (client, recording, token) =>
    {
        var recorded = recording.Chunks!.Select(c => JsonNode.Parse(c)!).Where(f => f["Data"] is not null).ToList();
        var read = await client.Files.FramesAsync(request, token).Take(recorded.Count).ToListAsync(token);
        foreach (var (frame, line) in read.Zip(recorded, (LogFrame f, JsonNode n) => (f, n)))
        {
            Faithful.AssertSame(frame, line);
        }
    });

    private static RecordedCall Plain(string name, LogRequest request) => new(name, async (client, recording, token) =>
    {
        var recorded = recording.Chunks is { } chunks ? string.Concat(chunks) : recording.Wire;
        var read = new StringBuilder();
        await foreach (var piece in client.Files.PlainAsync(request, token))
        {
            read.Append(Encoding.UTF8.GetString(piece.Span));
            if (read.Length >= recorded.Length)
            {
                break;
            }
        }

        Assert.Equal(recorded, read.ToString());
    });

    private static RecordedCall Command(string name, string[] command, bool terminal, Func<CommandRun, CancellationToken, Task> talk) => new(name, async (client, _, token) =>
    {
        await using var run = await client.Allocations.ExecAsync(Demo, "runtime", command, terminal, greet: false, token);
        await talk(run, token);
    });

    private static RecordedCall RefusedCommand(string name, string allocation, string task, string[] command, bool greet, string words) => new(name, async (client, _, token) =>
    {
        await using var run = await client.Allocations.ExecAsync(allocation, task, command, terminal: false, greet, token);
        var refused = await Assert.ThrowsAsync<NomadException>(() => OutcomeAsync(run, token));
        Assert.Equal((NomadError.NotFound, words), (refused.Error, refused.Message));
    });

    private static async Task<(string Output, string Errors, int Code)> OutcomeAsync(CommandRun run, CancellationToken token)
    {
        var (output, errors, code) = (new StringBuilder(), new StringBuilder(), -1);
        await foreach (var happened in run.ReadAsync(token))
        {
            switch (happened)
            {
                case ExecEvent.Wrote wrote:
                    (wrote.Error ? errors : output).Append(Encoding.UTF8.GetString(wrote.Data.Span));
                    break;
                case ExecEvent.Exited exited:
                    code = exited.Code;
                    break;
            }
        }

        return (output.ToString(), errors.ToString(), code);
    }
}
