using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Link;
using Polydev.Worker.Linked;

namespace Polydev.Tests.Worker.Support;

/// <summary>A worker in this process between a controller and a gateway that the test plays.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly CancellationTokenSource _terminate = new();
    private readonly StringWriter _errors = new();
    private readonly Channel<bool> _memoryGivenBack = Channel.CreateUnbounded<bool>();
    private Task<int> _exit = Task.FromResult(0);

    private WorkerRig(DirectoryInfo directory, FakeController controller)
    {
        _directory = directory;
        Controller = controller;
        Gateway = new FakeGateway(Path.Combine(directory.FullName, LinkPaths.EgressSocket));
    }

    public FakeController Controller { get; }

    public FakeGateway Gateway { get; }

    public WorkerHost Host { get; private set; } = null!;

    public bool HasExited => _exit.IsCompleted;

    public string Errors => _errors.ToString();

    public static async Task<WorkerRig> CreateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("pw");
        return new WorkerRig(directory, FakeController.Start(Path.Combine(directory.FullName, LinkPaths.NodeSocket)));
    }

    /// <summary>Makes a rig whose worker has joined and serves tenant <c>t1</c>.</summary>
    public static async Task<(WorkerRig Rig, FakeLink Link)> ClaimedAsync(TimeProvider? time = null, Func<LinkedOptions, LinkedOptions>? with = null)
    {
        var rig = await CreateAsync();
        rig.Start(time, with);
        var link = await rig.Controller.NextLinkAsync();
        await link.ReadAsync<HelloFrame>();
        await link.SendAsync(new WelcomeFrame { Session = "session-1" });
        await link.SendAsync(new ClaimFrame { Tenant = "t1", EgressToken = "token-1" });
        return (rig, link);
    }

    public void Start(TimeProvider? time = null, Func<LinkedOptions, LinkedOptions>? with = null)
    {
        var options = new LinkedOptions { SocketDirectory = _directory.FullName, WorkerId = "w1", Nonce = "nonce-1" };
        var wire = new FakeWire();
        Host = new WorkerHost(
            with?.Invoke(options) ?? options,
            name => name == wire.Name ? wire : null,
            TextWriter.Synchronized(_errors),
            () => _memoryGivenBack.Writer.TryWrite(true),
            time ?? TimeProvider.System);
        _exit = Host.RunAsync(_terminate.Token);
    }

    /// <summary>Lets fake time pass in small steps until something happened.</summary>
    public static async Task<T> AdvanceUntilAsync<T>(FakeTimeProvider time, Task<T> happening)
    {
        while (!happening.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        return await happening;
    }

    public static RunFrame Run(string id = "x1", string prompt = "hello", long firstSeq = 1, long deadlineMs = 60_000) => new()
    {
        ExecutionId = id,
        FirstSeq = firstSeq,
        Wire = "fake",
        BaseUrl = "http://provider.test:8080/",
        Request = new ModelRequest { Model = "m", Prompt = prompt },
        Stream = true,
        Credential = "sk-planted",
        DeadlineMs = deadlineMs,
    };

    public Task<int> ExitAsync() => _exit.Within();

    /// <summary>Ends when the worker gave memory back once more.</summary>
    public Task MemoryGivenBackAsync() => _memoryGivenBack.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    public Task TerminateAsync() => _terminate.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _terminate.CancelAsync();
        await _exit.WaitAsync(TimeSpan.FromSeconds(10));
        Host?.Dispose();
        await Gateway.DisposeAsync();
        await Controller.DisposeAsync();
        _terminate.Dispose();
        _directory.Delete(recursive: true);
    }
}
