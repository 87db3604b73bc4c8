using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>Answers as a Nomad cluster does, in the shapes that were recorded, with allocations that do nothing and faults on demand.</summary>
internal sealed partial class FakeCluster : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Channel<string>, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Func<Task>, Task>>> _faults = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new();
    private long _index = 10;
    private int _ids;

    private FakeCluster()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Jobs by id, parents and children, as they were registered or made.</summary>
    public ConcurrentDictionary<string, JsonObject> Jobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, FakeAllocation> Allocations { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes as the cluster lists them.</summary>
    public JsonArray Nodes { get; } = [Node("n1")];

    /// <summary>Version that the agent says.</summary>
    public string Version { get; set; } = "1.1.2";

    /// <summary>Whether allocations run as soon as they are placed.</summary>
    public bool RunAtOnce { get; set; } = true;

    /// <summary>What a placement says that finds no node; null while there is room.</summary>
    public JsonObject? NoRoom { get; set; }

    /// <summary>Kinds of requests so far, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public IEnumerable<JsonObject> Children => Jobs.Values.Where(j => j["ParentID"] is not null);

    public IEnumerable<FakeAllocation> Live => Allocations.Values.Where(a => !a.Over);

    public static JsonObject Node(string name, string status = "ready", string eligibility = "eligible") => new()
    {
        ["ID"] = name + "-id",
        ["Name"] = name,
        ["Status"] = status,
        ["SchedulingEligibility"] = eligibility,
        ["Drivers"] = new JsonObject { ["docker"] = new JsonObject { ["Detected"] = true, ["Healthy"] = true } },
    };

    public static async Task<FakeCluster> StartAsync()
    {
        var cluster = new FakeCluster();
        await cluster._app.StartAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>Makes the next request of a kind answer otherwise.</summary>
    public void Next(string kind, int status, string text) => Next(kind, (context, _) =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    });

    /// <summary>The same with any answer; what is called does what would have been done.</summary>
    public void Next(string kind, Func<HttpContext, Func<Task>, Task> answer) => _faults.GetOrAdd(kind, _ => new()).Enqueue(answer);

    /// <summary>Completes when somebody listens to the events.</summary>
    public async Task ListenedAsync()
    {
        while (_listeners.IsEmpty)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Breaks the streams of events off, as a server does that restarts.</summary>
    public void BreakOff()
    {
        foreach (var listener in _listeners.Keys)
        {
            _listeners.TryRemove(listener, out _);
            listener.Writer.TryComplete();
        }
    }

    /// <summary>The first allocation of a worker.</summary>
    public FakeAllocation Of(string worker) => Allocations.Values
        .Where(a => Jobs.TryGetValue(a.Job, out var job) && job["Meta"]!["worker_id"]!.GetValue<string>() == worker).OrderBy(a => a.CreateIndex).First();

    /// <summary>Places a further allocation of a job, as a drain or a lost node makes the cluster do.</summary>
    public FakeAllocation Replace(FakeAllocation first, string node)
    {
        var second = Allocate(first.Job, node);
        Tell(second);
        return second;
    }

    /// <summary>Changes an allocation, and tells it.</summary>
    public void Change(FakeAllocation allocation, string status, params JsonObject[] events)
    {
        lock (_gate)
        {
            allocation.ClientStatus = status;
            allocation.ModifyIndex = ++_index;
            foreach (var happened in events)
            {
                allocation.Events.Add(happened);
            }
        }

        Signal();
        Tell(allocation);
    }

    /// <summary>Its task ends.</summary>
    public void Exit(FakeAllocation allocation, int code, bool outOfMemory = false) => Change(allocation, code == 0 && !outOfMemory ? "complete" : "failed", new JsonObject
    {
        ["Type"] = "Terminated",
        ["ExitCode"] = code,
        ["Details"] = new JsonObject { ["exit_code"] = code.ToString(CultureInfo.InvariantCulture), ["oom_killed"] = outOfMemory ? "true" : "false" },
    });

    /// <summary>Adds a job that was dispatched earlier, by whomever.</summary>
    public FakeAllocation Dispatched(string parent, string worker, string owner, string pool = "p")
    {
        var job = Child(parent, new JsonObject { ["worker_id"] = worker, ["nonce"] = "x", ["pool"] = pool, ["owner"] = owner });
        var allocation = Allocate(job, "n1");
        allocation.ClientStatus = "running";
        return allocation;
    }

    public async ValueTask DisposeAsync()
    {
        BreakOff();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Uri.UnescapeDataString).ToArray();
        var (kind, answer) = (context.Request.Method, path) switch
        {
            ("GET", ["agent", "self"]) => ("self", (Func<Task>)(() => JsonAsync(context, new JsonObject { ["member"] = new JsonObject { ["Tags"] = new JsonObject { ["build"] = Version } }, ["config"] = Configuration.DeepClone() }))),
            ("GET", ["nodes"]) => ("nodes", () => JsonAsync(context, Nodes.DeepClone())),
            ("PUT", ["jobs"]) => ("register", () => RegisterAsync(context)),
            ("GET", ["jobs"]) => ("jobs", () => ListAsync(context)),
            ("PUT", ["job", var id, "dispatch"]) => ("dispatch", () => DispatchAsync(context, id)),
            ("GET", ["job", var id, "allocations"]) => ("job-allocations", () => BlockAsync(context, () => new JsonArray([.. Allocations.Values.Where(a => a.Job == id).Select(a => a.ToJson())]))),
            ("GET", ["job", var id, "evaluations"]) => ("job-evaluations", () => JsonAsync(context, new JsonArray(Evaluation(id)))),
            ("GET", ["job", var id]) => ("job", () => Jobs.TryGetValue(id, out var job) ? JsonAsync(context, job.DeepClone()) : RefuseAsync(context, 404, "job not found")),
            ("DELETE", ["job", var id]) => ("remove", () => RemoveAsync(context, id)),
            ("GET", ["evaluation", var id]) => ("evaluation", () => BlockAsync(context, () => Evaluation(id["eval:".Length..]))),
            ("GET", ["allocations"]) => ("allocations", () => JsonAsync(context, new JsonArray([.. Allocations.Values.Select(a => a.ToJson())]))),
            ("GET", ["allocation", var id]) => ("allocation", () => Allocations.TryGetValue(id, out var found) ? BlockAsync(context, found.ToJson) : RefuseAsync(context, 404, "alloc not found")),
            ("PUT", ["client", "allocation", var id, "signal"]) => ("signal", () => KillAsync(context, id)),
            ("GET", ["event", "stream"]) => ("events", () => EventsAsync(context)),
            _ => More(context, path),
        };
        Asked.Enqueue(kind);
        if (Always.TryGetValue(kind, out var always))
        {
            await RefuseAsync(context, always.Status, always.Text);
            return;
        }

        await (_faults.TryGetValue(kind, out var faults) && faults.TryDequeue(out var fault) ? fault(context, answer) : answer());
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var job = body["Job"]!.DeepClone().AsObject();
        var id = job["ID"]!.GetValue<string>();
        var index = Jobs.TryGetValue(id, out var before) ? before["JobModifyIndex"]?.GetValue<long>() ?? 0 : 0;
        if (body["EnforceIndex"]?.GetValue<bool>() == true && body["JobModifyIndex"]!.GetValue<long>() != index)
        {
            await RefuseAsync(context, 500, $"Enforcing job modify index {body["JobModifyIndex"]}: job exists with conflicting job modify index: {index}");
            return;
        }

        job["JobModifyIndex"] = Next();
        job["Status"] = "pending";
        Jobs[id] = job;
        var placed = job["ParameterizedJob"] is null;
        if (placed)
        {
            PlaceAll(job);
        }

        await JsonAsync(context, new JsonObject { ["EvalID"] = placed ? "eval:" + id : "", ["JobModifyIndex"] = job["JobModifyIndex"]!.GetValue<long>() });
    }

    private Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var listed = Jobs.Where(j => j.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(j => (JsonNode)new JsonObject
        {
            ["ID"] = j.Key,
            ["ParentID"] = j.Value["ParentID"]?.GetValue<string>() ?? "",
            ["Status"] = Allocations.Values.Any(a => a.Job == j.Key && !a.Over) || j.Value["ParameterizedJob"] is not null ? "running" : "dead",
            ["Type"] = j.Value["Type"]?.GetValue<string>() ?? "batch",
            ["Stop"] = j.Value["Stop"]?.GetValue<bool>() ?? false,
            ["ParameterizedJob"] = j.Value["ParameterizedJob"] is not null,
            ["JobModifyIndex"] = j.Value["JobModifyIndex"]?.GetValue<long>() ?? 0,
            ["SubmitTime"] = SubmitTime,
            ["JobSummary"] = Summary(j.Key),
        });
        return JsonAsync(context, new JsonArray([.. listed]));
    }

    private async Task DispatchAsync(HttpContext context, string parent)
    {
        if (!Jobs.ContainsKey(parent))
        {
            await RefuseAsync(context, 500, "parameterized job not found");
            return;
        }

        var job = Child(parent, (await JsonNode.ParseAsync(context.Request.Body))!["Meta"]!.DeepClone().AsObject());
        if (NoRoom is null)
        {
            var allocation = Allocate(job, "n1");
            Tell(allocation);
            if (RunAtOnce)
            {
                Change(allocation, "running");
            }
        }

        await JsonAsync(context, new JsonObject { ["DispatchedJobID"] = job, ["EvalID"] = "eval:" + job, ["EvalCreateIndex"] = Next() });
    }

    private Task RemoveAsync(HttpContext context, string job)
    {
        if (context.Request.Query["purge"] == "true")
        {
            Jobs.TryRemove(job, out _);
        }
        else if (Jobs.TryGetValue(job, out var stopped))
        {
            stopped["Stop"] = true;
            stopped["Status"] = "dead";
        }

        foreach (var allocation in Allocations.Values.Where(a => a.Job == job && !a.Over))
        {
            allocation.DesiredStatus = "stop";
            Change(allocation, "complete");
        }

        return JsonAsync(context, new JsonObject { ["EvalID"] = "e", ["JobModifyIndex"] = Next() });
    }

    private Task KillAsync(HttpContext context, string id)
    {
        if (!Allocations.TryGetValue(id, out var allocation))
        {
            return RefuseAsync(context, 404, $"Unknown allocation \"{id}\"");
        }

        if (allocation.ClientStatus != "running")
        {
            return RefuseAsync(context, 500, "Task not running");
        }

        Exit(allocation, 137);
        return JsonAsync(context, new JsonObject { ["Index"] = 0 });
    }

    private async Task EventsAsync(HttpContext context)
    {
        var channel = Channel.CreateUnbounded<string>();
        await context.Response.WriteAsync("{}\n");
        await context.Response.Body.FlushAsync();
        _listeners[channel] = true;
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(line);
                await context.Response.Body.FlushAsync();
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }

    /// <summary>Waits for a change, as long as is asked, and answers.</summary>
    private async Task BlockAsync(HttpContext context, Func<JsonNode> answer)
    {
        if (long.TryParse(context.Request.Query["index"], CultureInfo.InvariantCulture, out var index))
        {
            var wait = double.Parse(context.Request.Query["wait"].ToString().TrimEnd('m', 's'), CultureInfo.InvariantCulture);
            var until = Task.Delay(TimeSpan.FromSeconds(wait), context.RequestAborted);
            while (Interlocked.Read(ref _index) <= index && !until.IsCompleted)
            {
                await Task.WhenAny(_changed.Task, until);
            }
        }

        context.Response.Headers["X-Nomad-Index"] = Interlocked.Read(ref _index).ToString(CultureInfo.InvariantCulture);
        await JsonAsync(context, answer());
    }

    private string Child(string parent, JsonObject meta)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{parent}/dispatch-1-{Interlocked.Increment(ref _ids):x8}");
        foreach (var (name, value) in Jobs.TryGetValue(parent, out var from) ? from["Meta"]?.AsObject() ?? [] : [])
        {
            meta[name] ??= value!.DeepClone();
        }

        Jobs[id] = new JsonObject { ["ID"] = id, ["ParentID"] = parent, ["Meta"] = meta, ["Dispatched"] = true };
        Next();
        return id;
    }

    private FakeAllocation Allocate(string job, string node)
    {
        var allocation = new FakeAllocation(string.Create(CultureInfo.InvariantCulture, $"alloc-{Interlocked.Increment(ref _ids)}"), job, node, Next());
        Allocations[allocation.Id] = allocation;
        Signal();
        return allocation;
    }

    private JsonObject Evaluation(string job) => NoRoom is { } failed
        ? new JsonObject { ["ID"] = "eval:" + job, ["Status"] = "complete", ["FailedTGAllocs"] = new JsonObject { ["worker"] = failed.DeepClone() } }
        : new JsonObject { ["ID"] = "eval:" + job, ["Status"] = Allocations.Values.Any(a => a.Job == job) ? "complete" : "pending", ["TriggeredBy"] = "job-register" };

    private void Tell(FakeAllocation allocation)
    {
        var line = new JsonObject
        {
            ["Index"] = allocation.ModifyIndex,
            ["Events"] = new JsonArray(new JsonObject { ["Topic"] = "Allocation", ["Key"] = allocation.Id, ["Payload"] = new JsonObject { ["Allocation"] = allocation.ToJson() } }),
        }.ToJsonString() + "\n";
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(line);
        }
    }

    private long Next() => Interlocked.Increment(ref _index);

    private void Signal() => Interlocked.Exchange(ref _changed, new TaskCompletionSource()).TrySetResult();

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }

    private static Task JsonAsync(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
