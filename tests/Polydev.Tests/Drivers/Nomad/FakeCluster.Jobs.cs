using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>What a cluster answers to whoever looks after it: jobs that run to their end, logs, servers, rights.</summary>
internal sealed partial class FakeCluster
{
    private const long SubmitTime = 1_795_460_879_770_562_800;

    /// <summary>Kinds of requests that are refused each time.</summary>
    public ConcurrentDictionary<string, (int Status, string Text)> Always { get; } = new(StringComparer.Ordinal);

    /// <summary>What the agent says of its configuration.</summary>
    public JsonObject Configuration { get; } = new() { ["ACL"] = new JsonObject { ["Enabled"] = true } };

    /// <summary>The leader; empty for none.</summary>
    public string Leader { get; set; } = "127.0.0.1:4647";

    /// <summary>Whether access control is on.</summary>
    public bool Acl { get; set; } = true;

    /// <summary>Whether what is no worker ends as soon as it runs, with 0.</summary>
    public bool EndsAtOnce { get; set; } = true;

    /// <summary>Nodes that do not have the image.</summary>
    public HashSet<string> WithoutImage { get; } = [];

    /// <summary>What tasks wrote, by allocation and stream.</summary>
    public ConcurrentDictionary<(string Allocation, string Stream), FakeLog> Logs { get; } = new();

    /// <summary>What the first task of a job writes at once.</summary>
    public string Writes { get; set; } = "polydev-worker 0.1.0\n";

    /// <summary>Logs that somebody reads at the moment.</summary>
    public int LogReaders => _logReaders;

    private int _logReaders;

    /// <summary>The log of an allocation.</summary>
    public FakeLog LogOf(string allocation, string stream = "stdout") => Logs.GetOrAdd((allocation, stream), _ => new FakeLog());

    /// <summary>Changes a node, and tells it.</summary>
    public void ChangeNode(int at, JsonObject node)
    {
        Nodes[at] = node;
        TellNode(node);
    }

    /// <summary>Tells those who listen how a node is, or once was.</summary>
    public void TellNode(JsonObject node)
    {
        var line = new JsonObject
        {
            ["Index"] = Next(),
            ["Events"] = new JsonArray(new JsonObject { ["Topic"] = "Node", ["Payload"] = new JsonObject { [nameof(Node)] = node.DeepClone() } }),
        }.ToJsonString() + "\n";
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(line);
        }
    }

    private (string Kind, Func<Task> Answer) More(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", ["status", "leader"]) => ("leader", () => JsonAsync(context, JsonValue.Create(Leader))),
        ("GET", ["agent", "members"]) => ("members", () => JsonAsync(context, Members())),
        ("GET", ["metrics"]) when context.Request.Query["format"] == "prometheus" => ("prometheus", () => context.Response.WriteAsync("nomad_up 1\n")),
        ("GET", ["metrics"]) => ("metrics", () => JsonAsync(context, new JsonObject { ["Gauges"] = new JsonArray(new JsonObject { ["Name"] = "nomad.up", ["Value"] = 1 }) })),
        ("GET", ["acl", "token", "self"]) => ("token", () => Acl ? JsonAsync(context, new JsonObject { ["Name"] = "controller" }) : RefuseAsync(context, 400, "ACL support disabled")),
        ("GET", ["node", var id]) => ("node", () => JsonAsync(context, Nodes.First(n => n!["ID"]!.GetValue<string>() == id)!.DeepClone())),
        ("PUT", ["job", var id, "plan"]) => ("plan", () => PlanAsync(context, id)),
        ("GET", ["job", var id, "summary"]) => ("summary", () => JsonAsync(context, Summary(id))),
        ("GET", ["client", "fs", "logs", var id]) => ("logs", () => LogsAsync(context, id)),
        _ => ("other", () => RefuseAsync(context, 404, "")),
    };

    private JsonObject Members() => new()
    {
        ["ServerRegion"] = "global",
        [nameof(Members)] = new JsonArray(new JsonObject
        {
            ["Name"] = "s1.global",
            ["Addr"] = "127.0.0.1",
            ["Port"] = 4648,
            ["Status"] = "alive",
            ["Tags"] = new JsonObject { ["build"] = Version, ["rpc_addr"] = "127.0.0.1", ["port"] = "4647", ["region"] = "global" },
        }),
    };

    private async Task PlanAsync(HttpContext context, string id)
    {
        var job = (await JsonNode.ParseAsync(context.Request.Body))!["Job"]!.AsObject();
        var type = !Jobs.TryGetValue(id, out var registered) ? "Added" : registered["Stop"]?.GetValue<bool>() == true || !JsonNode.DeepEquals(Plain(registered), Plain(job)) ? "Edited" : "None";
        var plan = new JsonObject
        {
            ["Diff"] = new JsonObject
            {
                ["ID"] = id,
                ["Type"] = type,
                ["TaskGroups"] = new JsonArray(new JsonObject
                {
                    ["Name"] = "worker",
                    ["Type"] = type,
                    ["Tasks"] = new JsonArray(new JsonObject
                    {
                        ["Name"] = "runtime",
                        ["Type"] = type,
                        ["Objects"] = new JsonArray(new JsonObject
                        {
                            ["Name"] = "Resources",
                            ["Type"] = type,
                            ["Fields"] = new JsonArray(new JsonObject { ["Name"] = "MemoryMB", ["Type"] = type, ["Old"] = Memory(registered), ["New"] = Memory(job) }),
                        }),
                    }),
                }),
            },
        };
        if (NoRoom is { } failed)
        {
            plan["FailedTGAllocs"] = new JsonObject { ["worker"] = failed.DeepClone() };
        }

        await JsonAsync(context, plan);
    }

    private static string Memory(JsonObject? job) => job?["TaskGroups"]?[0]?["Tasks"]?[0]?["Resources"]?["MemoryMB"]?.ToString() ?? "";

    /// <summary>A job without what the cluster itself wrote into it.</summary>
    private static JsonObject Plain(JsonObject job)
    {
        var plain = job.DeepClone().AsObject();
        foreach (var own in new[] { "JobModifyIndex", "Status", "Stop" })
        {
            plain.Remove(own);
        }

        return plain;
    }

    private void PlaceAll(JsonObject job)
    {
        var nodes = Nodes.Select(n => n!["Name"]!.GetValue<string>()).ToList();
        var count = NoRoom is null ? job["TaskGroups"]![0]!["Count"]?.GetValue<int>() ?? nodes.Count : 0;
        for (var i = 0; i < count; i++)
        {
            var allocation = Allocate(job["ID"]!.GetValue<string>(), nodes[i % nodes.Count]);
            LogOf(allocation.Id).Write(Writes);
            if (WithoutImage.Contains(allocation.Node))
            {
                const string said = "Failed to pull `x:1`: API error (404): no such image";
                Change(allocation, "failed", new JsonObject { ["Type"] = "Driver Failure", ["DriverError"] = said, ["DisplayMessage"] = said });
                continue;
            }

            if (RunAtOnce)
            {
                Change(allocation, "running", new JsonObject { ["Type"] = "Started", ["DisplayMessage"] = "Task started by client" });
                if (EndsAtOnce)
                {
                    Exit(allocation, 0);
                }
            }
        }

        job["Status"] = "running";
    }

    private JsonObject Summary(string id)
    {
        var allocations = Allocations.Values.Where(a => a.Job == id).ToList();
        var children = Jobs.Where(j => j.Value["ParentID"]?.GetValue<string>() == id).Select(j => j.Key).ToHashSet(StringComparer.Ordinal);
        var running = Allocations.Values.Count(a => children.Contains(a.Job) && !a.Over);
        return new JsonObject
        {
            ["JobID"] = id,
            ["Summary"] = new JsonObject
            {
                ["worker"] = new JsonObject
                {
                    ["Queued"] = NoRoom is null ? 0 : 1,
                    ["Running"] = allocations.Count(a => a.ClientStatus == "running"),
                    ["Starting"] = allocations.Count(a => a.ClientStatus == "pending"),
                    ["Complete"] = allocations.Count(a => a.ClientStatus == "complete"),
                    ["Failed"] = allocations.Count(a => a.ClientStatus == "failed"),
                },
            },
            [nameof(Children)] = new JsonObject { ["Running"] = running, ["Dead"] = children.Count - running },
        };
    }

    private async Task LogsAsync(HttpContext context, string allocation)
    {
        var query = context.Request.Query;
        if (!Allocations.TryGetValue(allocation, out _))
        {
            await RefuseAsync(context, 404, $"Unknown allocation \"{allocation}\"");
            return;
        }

        var log = LogOf(allocation, query["type"].ToString());
        var at = query["origin"] == "end" ? Math.Max(0, log.Bytes.Length - int.Parse(query["offset"].ToString(), CultureInfo.InvariantCulture)) : 0;
        Interlocked.Increment(ref _logReaders);
        try
        {
            if (query["plain"] == "true")
            {
                await context.Response.Body.WriteAsync(log.Bytes.AsMemory(at));
                return;
            }

            await FramesAsync(context, log, at, query["follow"] == "true");
        }
        finally
        {
            Interlocked.Decrement(ref _logReaders);
        }
    }

    private static async Task FramesAsync(HttpContext context, FakeLog log, int at, bool follow)
    {
        do
        {
            var bytes = log.Bytes;
            var frame = bytes.Length == at ? [] : new JsonObject { ["Data"] = Convert.ToBase64String(bytes.AsSpan(at)), ["File"] = "alloc/logs/runtime.stdout.0", ["Offset"] = bytes.Length };
            at = bytes.Length;
            await context.Response.WriteAsync(frame.ToJsonString(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (log.Broken)
            {
                context.Abort();
                return;
            }

            if (follow)
            {
                await Task.Delay(10, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        while (follow && !context.RequestAborted.IsCancellationRequested);
    }
}
