using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;
using Polydev.Tests.Controller.Pools;

namespace Polydev.Tests.Controller.Workers;

/// <summary>One warm worker on a node that can go away, in fake time.</summary>
internal sealed class AwayHost : IAsyncDisposable
{
    private const string Node = "node-1";
    private readonly FakeTimeProvider _clock = new();
    private LinkHost _host = null!;
    private FakeWorker _remote = null!;
    private string _session = "";

    private AwayHost()
    {
    }

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    /// <summary>The hosts.</summary>
    public ScriptedHosts Hosts { get; } = ScriptedHosts.Of((Node, 1024));

    /// <summary>The worker.</summary>
    public LiveWorker Worker { get; private set; } = null!;

    /// <summary>Starts it.</summary>
    public static async Task<AwayHost> StartAsync()
    {
        var made = new AwayHost();
        made._host = await LinkHost.StartAsync(
            new FakeWorkerDriver(), services => services.AddSingleton<TimeProvider>(made._clock).AddSingleton<IHosts>(made.Hosts), supervise: false);
        (made.Worker, var nonce) = await made._host.StartWorkerAsync();
        made._remote = await FakeWorker.DialAsync(made._host.SocketOf(Node), new HelloFrame { Nonce = nonce, WorkerId = made.Worker.Id }, Soon);
        made._session = (await made._remote.ReadAsync<WelcomeFrame>(Soon)).Session;
        await LinkHost.Until(() => made.Worker.State == WorkerState.Warm, Soon);
        return made;
    }

    /// <summary>Puts an attempt on the worker.</summary>
    public async Task<IDisposable> RunAsync(RecordingAttempt attempt)
    {
        var slot = Assert.IsType<ClaimResult.Claimed>(await _host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        slot.Run(new RunFrame { ExecutionId = attempt.ExecutionId, FirstSeq = 1 }, attempt);
        return slot;
    }

    /// <summary>The node goes away, and with it the link.</summary>
    public async Task LoseAsync()
    {
        Hosts.Away.Add(Node);
        await _remote.DisposeAsync();
        await LinkHost.Until(() => Worker.Link is null, Soon);
    }

    /// <summary>The node has been away for some time, and the link still looks whole.</summary>
    public void Away(int seconds)
    {
        Hosts.Away.Add(Node);
        Hosts.AwaySince = TimeSpan.FromSeconds(seconds);
        Beat();
    }

    /// <summary>Time passes, second by second.</summary>
    public void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Hosts.AwaySince += TimeSpan.FromSeconds(1);
            Beat();
        }
    }

    /// <summary>The worker dials again with what it holds.</summary>
    public async Task<FakeWorker> RedialAsync(params ResumePoint[] held)
    {
        var remote = await FakeWorker.DialAsync(_host.SocketOf(Node), new HelloFrame { Session = _session, WorkerId = Worker.Id, Tenant = Worker.Tenant, Resume = held }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);
        return remote;
    }

    public async ValueTask DisposeAsync()
    {
        await _remote.DisposeAsync();
        await _host.DisposeAsync();
    }

    private void Beat() => _host.Get<IEnumerable<IHostedService>>().OfType<LinkHeartbeat>().Single().Beat();
}
