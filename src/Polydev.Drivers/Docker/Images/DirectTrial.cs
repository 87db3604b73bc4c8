using System.Diagnostics;
using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker.Images;

/// <summary>Runs the image in direct mode, in the walls of a worker but with a network that leads to this machine and nowhere else.</summary>
/// <remarks>The network is made for the trial, internal, and removed with it. Whoever is to be reached listens on <see cref="Host"/>.</remarks>
public sealed class DirectTrial : IAsyncDisposable
{
    private const long Memory = 256L << 20;
    private const string Authorities = "/authorities.pem";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _socketPath;
    private readonly string _image;
    private readonly string _network;
    private readonly EngineImages _engine;
    private readonly DockerClient _client;

    private DirectTrial(string socketPath, string image, string network, IPAddress host)
    {
        (_socketPath, _image, _network, Host) = (socketPath, image, network, host);
        _engine = new EngineImages(socketPath);
        _client = EngineClient.For(socketPath);
    }

    /// <summary>The address of this machine in the trial's network.</summary>
    public IPAddress Host { get; }

    /// <summary>Makes the network.</summary>
    /// <exception cref="ImageException">The engine is not there or refuses.</exception>
    public static async Task<DirectTrial> StartAsync(string socketPath, string image, CancellationToken cancellationToken)
    {
        using var engine = new EngineImages(socketPath);
        using var client = EngineClient.For(socketPath);
        return await engine.SayingWhyAsync(image, async () =>
        {
            var name = "polydev-verify-" + Guid.NewGuid().ToString("n");
            await client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Driver = "bridge", Internal = true }, cancellationToken);
            try
            {
                var made = await client.Networks.InspectNetworkAsync(name, cancellationToken);
                var gateway = made.IPAM.Config.Select(c => c.Gateway).FirstOrDefault(g => !string.IsNullOrEmpty(g))?.Split('/')[0];
                return IPAddress.TryParse(gateway, out var host)
                    ? new DirectTrial(socketPath, image, name, host)
                    : throw new ImageException("engine_unavailable", "The Docker engine made a network without an address of this machine in it.");
            }
            catch
            {
                await client.Networks.DeleteNetworkAsync(name, CancellationToken.None);
                throw;
            }
        });
    }

    /// <summary>Asks once.</summary>
    /// <param name="environment">Environment of the container.</param>
    /// <param name="authoritiesFile">File of certificate authorities to trust, of this machine.</param>
    /// <param name="cancellationToken">Gives up; the container is removed all the same.</param>
    /// <exception cref="ImageException">The engine refuses.</exception>
    public Task<DirectAnswer> AskAsync(IEnumerable<KeyValuePair<string, string>> environment, string authoritiesFile, CancellationToken cancellationToken) =>
        _engine.SayingWhyAsync(_image, async () =>
        {
            var clock = Stopwatch.StartNew();
            var made = await _client.Containers.CreateContainerAsync(Shape(environment, authoritiesFile), cancellationToken);
            try
            {
                using var patience = new Patience(s_patience, TimeProvider.System, cancellationToken);
                await _client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters(), patience.Token);
                var ended = await _client.Containers.WaitContainerAsync(made.ID, patience.Token);
                using var logs = await _client.Containers.GetContainerLogsAsync(made.ID, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, patience.Token);
                var (output, error) = await logs.ReadOutputToEndAsync(patience.Token);
                return new DirectAnswer((int)ended.StatusCode, output, error, clock.Elapsed);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new DirectAnswer(-1, "", string.Create(CultureInfo.InvariantCulture, $"no answer within {s_patience.TotalSeconds} s"), clock.Elapsed);
            }
            finally
            {
                await _client.Containers.RemoveContainerAsync(made.ID, new ContainerRemoveParameters { Force = true }, CancellationToken.None);
            }
        });

    /// <summary>Removes the network.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.Networks.DeleteNetworkAsync(_network, CancellationToken.None);
        }
        catch (Exception exception) when (EngineFault.Of(exception, _socketPath, _image) is not null)
        {
            // The engine is away: nothing can be done about a network of it, and its absence was told already.
        }

        _client.Dispose();
        _engine.Dispose();
    }

    private CreateContainerParameters Shape(IEnumerable<KeyValuePair<string, string>> environment, string authoritiesFile)
    {
        // Without our own filter of system calls: a direct worker has no node to dial, but a network.
        var options = new DockerDriverOptions { EngineSocket = _socketPath, Image = _image, SocketDirectory = Path.GetDirectoryName(authoritiesFile)!, OwnSeccompProfile = false };
        var id = "verify-" + Guid.NewGuid().ToString("n");
        var shape = ContainerShape.Of(
            options, EngineFacts.Unknown(runtime: null, "") with { MapsUsers = true }, new WorkerSpec { WorkerId = id, Pool = "", Nonce = "", MemoryBytes = Memory, Cpus = 1 }, owner: "verify");
        shape.Env = [.. environment.Select(v => $"{v.Key}={v.Value}"), "SSL_CERT_FILE=" + Authorities];
        shape.Labels = new Dictionary<string, string>(StringComparer.Ordinal);
        shape.NetworkDisabled = false;
        var walls = shape.HostConfig!;
        walls.NetworkMode = _network;
        walls.Mounts = [new Mount { Type = "bind", Source = Path.GetFullPath(authoritiesFile), Target = Authorities, ReadOnly = true }];
        walls.LogConfig = new LogConfig { Type = "json-file" };
        walls.AutoRemove = false;
        return shape;
    }
}
