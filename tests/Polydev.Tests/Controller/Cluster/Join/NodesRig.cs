using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Join;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>A controller that lets nodes in, on a port of loopback, over real storage; what is behind it is recorded.</summary>
internal sealed class NodesRig : IAsyncDisposable
{
    private TestStorage _storage = null!;
    private Action<NodesOptions>? _options;

    public RecordingControl Control { get; } = new();

    public EchoLinks Links { get; } = new();

    /// <summary>The controller's clock; it begins with the machine's, so that a node may go by that.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public string Directory { get; } = TestStorage.NewDirectory();

    public DnsEndPoint Address { get; private set; } = null!;

    public ClusterAuthority Authority => Get<ClusterAuthority>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<NodesRig> StartAsync(Action<NodesOptions>? options = null)
    {
        var rig = new NodesRig { _options = options };
        await rig.StartAsync(port: 0);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _storage.Get<T>();

    /// <summary>Makes a token.</summary>
    public async Task<JoinToken> TokenAsync(string? node = null, int uses = 1, TimeSpan? life = null) =>
        (await Get<JoinTokens>().CreateAsync(node, uses, life ?? TimeSpan.FromHours(1), Cancelled)).Token;

    /// <summary>Joins by hand: the node's certificate with its key.</summary>
    public async Task<X509Certificate2> JoinAsync(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = await TokenAsync();
        var joined = Assert.IsType<JoinedReply>(await Get<NodeJoin>().JoinAsync(new JoinRequest { Token = token.Secret, Name = name, Request = RequestOf(key) }, Cancelled));
        using var certificate = X509Certificate2.CreateFromPem(joined.Certificate);
        return certificate.CopyWithPrivateKey(key);
    }

    public static byte[] RequestOf(ECDsa key) => new CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>Stops it and starts it again on the same data and port.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await _storage.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await StartAsync(Address.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task StartAsync(int port)
    {
        _storage = await TestStorage.OpenAsync(Directory, services =>
        {
            var options = (ControllerOptions)services.Single(s => s.ServiceType == typeof(ControllerOptions)).ImplementationInstance!;
            options.Nodes.Listen = $"127.0.0.1:{port}";
            _options?.Invoke(options.Nodes);
            services.AddSingleton<TimeProvider>(Time).AddSingleton<INodeControl>(Control).AddSingleton<INodeLinks>(Links).AddSingleton(new NodeSetup(["api.openai.com:443"])).AddNodeJoin();
        });
        Address = new DnsEndPoint("127.0.0.1", Get<NodeListener>().Address.Port);
    }
}
