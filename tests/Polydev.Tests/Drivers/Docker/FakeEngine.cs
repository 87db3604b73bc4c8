using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>Answers on a Unix socket as a Docker engine does (API 1.41), with containers that do nothing and faults on demand.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Channel<string>, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> _faults = new(StringComparer.Ordinal);
    private int _starting;
    private int _mostStarting;
    private int _lastId;

    private FakeEngine(string socket)
    {
        Socket = socket;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Path of the socket.</summary>
    public string Socket { get; }

    /// <summary>Containers by id, as <c>GET /containers/json</c> shows them.</summary>
    public ConcurrentDictionary<string, FakeContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>What <c>GET /info</c> says.</summary>
    public JsonObject Info { get; } = JsonNode.Parse("""
        {"ServerVersion":"20.10.24","OSType":"linux","CgroupVersion":"1","MemoryLimit":true,"CpuCfsQuota":true,"PidsLimit":true,
         "SecurityOptions":["name=seccomp,profile=default"],"DefaultRuntime":"runc","Runtimes":{"runc":{"path":"runc"}}}
        """)!.AsObject();

    /// <summary>What <c>GET /version</c> says.</summary>
    public JsonObject Version { get; } = JsonNode.Parse("""{"Version":"20.10.24","ApiVersion":"1.41","Components":[{"Name":"Engine","Version":"20.10.24"},{"Name":"runc","Version":"1.1.5"}]}""")!.AsObject();

    /// <summary>The archive that was loaded last; saving any image gives it out.</summary>
    public byte[] Loaded { get; set; } = [];

    /// <summary>Most starts that were under way at the same time.</summary>
    public int MostStarting => Volatile.Read(ref _mostStarting);

    /// <summary>What a start waits for, while it counts as under way.</summary>
    public Task StartGate { get; set; } = Task.CompletedTask;

    /// <summary>Whether, as with a real engine, a container cannot be removed while it is being started.</summary>
    public bool LocksWhileStarting { get; set; }

    /// <summary>Completes when somebody listens to the events.</summary>
    public async Task ListenedAsync()
    {
        while (_listeners.IsEmpty)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<FakeEngine> StartAsync(string socket)
    {
        var engine = new FakeEngine(socket);
        await engine._app.StartAsync(TestContext.Current.CancellationToken);
        return engine;
    }

    /// <summary>Makes the next request of a kind (<c>create</c>, <c>start</c>, <c>remove</c>, <c>list</c>, <c>image</c>, <c>images</c>, <c>load</c>, <c>save</c>, <c>info</c>, <c>inspect</c>, <c>version</c>) answer otherwise.</summary>
    public void Next(string kind, int status, string body) => Next(kind, context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    });

    /// <summary>The same, with any answer.</summary>
    public void Next(string kind, Func<HttpContext, Task> answer) =>
        _faults.GetOrAdd(kind, _ => new ConcurrentQueue<Func<HttpContext, Task>>()).Enqueue(answer);

    /// <summary>Adds a container that somebody made earlier.</summary>
    public string Place(string state, params (string Name, string Value)[] labels)
    {
        var id = NewId();
        Containers[id] = new FakeContainer(id, new JsonObject(), labels.ToDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal)) { State = state };
        return id;
    }

    /// <summary>Tells an event of a container.</summary>
    public void Tell(string container, string action, params (string Name, string Value)[] attributes)
    {
        var told = new JsonObject(Containers[container].Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value)));
        foreach (var (name, value) in attributes)
        {
            told[name] = value;
        }

        var message = new JsonObject { ["Type"] = "container", ["Action"] = action, ["Actor"] = new JsonObject { ["ID"] = container, ["Attributes"] = told } }.ToJsonString();
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(message);
        }
    }

    /// <summary>A container ends: its event, and then it is gone.</summary>
    public void Die(string container, int code)
    {
        Tell(container, "die", ("exitCode", code.ToString(CultureInfo.InvariantCulture)));
        Containers.TryRemove(container, out _);
    }

    /// <summary>Breaks the streams of events off, as an engine does that restarts.</summary>
    public void BreakOff()
    {
        foreach (var listener in _listeners.Keys)
        {
            _listeners.TryRemove(listener, out _);
            listener.Writer.TryComplete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        BreakOff();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private string NewId() => Interlocked.Increment(ref _lastId).ToString("x64", CultureInfo.InvariantCulture);

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(p => p.StartsWith("v1.", StringComparison.Ordinal)).ToArray();
        var (kind, answer) = (context.Request.Method, parts) switch
        {
            ("GET", ["info"]) => ("info", (Func<HttpContext, Task>)(c => JsonAsync(c, 200, Info))),
            ("GET", ["version"]) => ("version", c => JsonAsync(c, 200, Version)),
            ("GET", ["images", "json"]) => ("images", c => JsonAsync(c, 200, new JsonArray())),
            ("POST", ["images", "load"]) => ("load", LoadAsync),
            ("GET", ["images", .., "get"]) => ("save", c => c.Response.Body.WriteAsync(Loaded).AsTask()),
            ("GET", ["images", .., "json"]) => ("image", c => JsonAsync(c, 200, new JsonObject { ["Id"] = "sha256:1" })),
            ("POST", ["containers", "create"]) => ("create", CreateAsync),
            ("GET", ["containers", "json"]) => ("list", ListAsync),
            ("GET", ["containers", var id, "json"]) => ("inspect", c => JsonAsync(c, 200, new JsonObject { ["Id"] = id, ["State"] = new JsonObject { ["Pid"] = 0 } })),
            ("GET", ["events"]) => ("events", EventsAsync),
            ("POST", ["containers", var id, "start"]) => ("start", c => StartAsync(c, id)),
            ("DELETE", ["containers", var id]) => ("remove", c => RemoveAsync(c, id)),
            _ => ("other", c => RefuseAsync(c, 404, "page not found")),
        };
        await (_faults.TryGetValue(kind, out var faults) && faults.TryDequeue(out var fault) ? fault(context) : answer(context));
    }

    private async Task LoadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Loaded = body.ToArray();
        await JsonAsync(context, 200, new JsonObject { ["stream"] = "Loaded image" });
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var id = NewId();
        var labels = body["Labels"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>(), StringComparer.Ordinal);
        Containers[id] = new FakeContainer(id, body, labels) { Name = context.Request.Query["name"]!, State = "created" };
        await JsonAsync(context, 201, new JsonObject { ["Id"] = id, ["Warnings"] = new JsonArray() });
    }

    private async Task StartAsync(HttpContext context, string id)
    {
        var now = Interlocked.Increment(ref _starting);
        InterlockedMax(ref _mostStarting, now);
        await StartGate.ContinueWith(static _ => { }, TaskScheduler.Default);
        Interlocked.Decrement(ref _starting);
        if (StartGate.IsFaulted)
        {
            await RefuseAsync(context, 500, "OCI runtime create failed: signal: killed");
            return;
        }

        Containers[id].State = "running";
        context.Response.StatusCode = 204;
    }

    private async Task RemoveAsync(HttpContext context, string wanted)
    {
        await (LocksWhileStarting ? StartGate.ContinueWith(static _ => { }, TaskScheduler.Default) : Task.CompletedTask);
        var found = Containers.Values.FirstOrDefault(c => c.Id == wanted || c.Name == wanted);
        if (found is null)
        {
            await RefuseAsync(context, 404, "No such container: " + wanted);
            return;
        }

        Die(found.Id, 137);
        context.Response.StatusCode = 204;
    }

    private Task ListAsync(HttpContext context)
    {
        var wanted = JsonNode.Parse(context.Request.Query["filters"].ToString())!["label"]!.AsObject().Single().Key.Split('=', 2);
        var listed = Containers.Values.Where(c => c.Labels.GetValueOrDefault(wanted[0]) == wanted[1]).Select(c => (JsonNode)new JsonObject
        {
            ["Id"] = c.Id,
            ["State"] = c.State,
            ["Labels"] = new JsonObject(c.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
        });
        return JsonAsync(context, 200, new JsonArray([.. listed]));
    }

    private async Task EventsAsync(HttpContext context)
    {
        var channel = Channel.CreateUnbounded<string>();
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        _listeners[channel] = true;
        try
        {
            await foreach (var message in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(message + "\n");
                await context.Response.Body.FlushAsync();
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message) => JsonAsync(context, status, new JsonObject { ["message"] = message });

    private static Task JsonAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
