using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker;

/// <summary>The few things we ask of an engine. Everything it refuses comes as the client's own exception; <see cref="EngineFault"/> reads those.</summary>
internal sealed class ContainerEngine(DockerDriverOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(50);

    private readonly DockerClient _client = EngineClient.For(options.EngineSocket);

    /// <summary>What the engine is.</summary>
    public async Task<EngineFacts> DescribeAsync(CancellationToken cancellationToken) =>
        EngineFacts.Of(await _client.System.GetSystemInfoAsync(cancellationToken), options.Runtime);

    /// <summary>Makes sure that an image is there.</summary>
    /// <exception cref="DockerImageNotFoundException">It is not.</exception>
    public Task RequireImageAsync(string image, CancellationToken cancellationToken) => _client.Images.InspectImageAsync(image, cancellationToken);

    /// <summary>Makes a container and starts it.</summary>
    /// <param name="shape">The container.</param>
    /// <param name="told">Told its id as soon as it has one.</param>
    /// <param name="cancellationToken">Gives up waiting; the engine may go on.</param>
    /// <returns>Its id.</returns>
    public async Task<string> RunAsync(CreateContainerParameters shape, Action<string> told, CancellationToken cancellationToken)
    {
        var made = await _client.Containers.CreateContainerAsync(shape, cancellationToken);
        told(made.ID);
        await _client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters(), cancellationToken);
        return made.ID;
    }

    /// <summary>The first process of a container, as the engine's machine numbers it; 0 when none runs.</summary>
    public async Task<long> ProcessOfAsync(string container, CancellationToken cancellationToken) =>
        (await _client.Containers.InspectContainerAsync(container, cancellationToken)).State?.Pid ?? 0;

    /// <summary>Makes a container and runs it to its end.</summary>
    /// <param name="shape">The container, which does not remove itself.</param>
    /// <param name="told">Told its id as soon as it has one; whoever is told removes it.</param>
    /// <param name="cancellationToken">Gives up waiting; the engine may go on.</param>
    /// <returns>Its exit code.</returns>
    public async Task<long> RunToEndAsync(CreateContainerParameters shape, Action<string> told, CancellationToken cancellationToken)
    {
        var container = await RunAsync(shape, told, cancellationToken);
        return (await _client.Containers.WaitContainerAsync(container, cancellationToken)).StatusCode;
    }

    /// <summary>Ends a container and removes it, or sees to it that somebody else's removal ends.</summary>
    /// <param name="container">Id or name; one that is not there is removed already.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task RemoveAsync(string container, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
            {
                // It is being removed, as it ended by itself: wait until that is done.
                await Task.Delay(s_lookAgain, time, cancellationToken);
            }
        }
    }

    /// <summary>All containers of one owner, running or not.</summary>
    public Task<IList<ContainerListResponse>> ListAsync(string owner, CancellationToken cancellationToken) => _client.Containers.ListContainersAsync(
        new ContainersListParameters
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal) { ["label"] = ContainerLabels.OwnedBy(owner) },
        },
        cancellationToken);

    /// <summary>Tells what happens to the containers of one owner from a moment on. Returns when the engine breaks off.</summary>
    public Task MonitorAsync(string owner, DateTimeOffset since, Action<Message> tell, CancellationToken cancellationToken) => _client.System.MonitorEventsAsync(
        new ContainerEventsParameters
        {
            Since = (since.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture),
            Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
            {
                ["type"] = new Dictionary<string, bool>(StringComparer.Ordinal) { ["container"] = true },
                ["event"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [ContainerEvents.Died] = true, [ContainerEvents.OutOfMemory] = true },
                ["label"] = ContainerLabels.OwnedBy(owner),
            },
        },
        new ContainerEvents(tell),
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
