using Docker.DotNet;
using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker.Images;

/// <summary>The images that an engine holds: puts ours in, lists them, takes one out to look at it.</summary>
/// <param name="socketPath">Path of the engine's Unix socket.</param>
public sealed class EngineImages(string socketPath) : IDisposable
{
    private readonly DockerClient _client = EngineClient.For(socketPath);

    /// <summary>Puts an image in, under the names it has.</summary>
    /// <exception cref="ImageException">The engine is not there, refuses, or has no room.</exception>
    public Task LoadAsync(ImageArchive archive, CancellationToken cancellationToken) => SayingWhyAsync(
        "",
        async () =>
        {
            using var stream = new MemoryStream(archive.Bytes.ToArray());
            var refusal = new FirstError();
            await _client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, stream, refusal, cancellationToken);
            return refusal.Text is null ? true : throw Refused(refusal.Text);
        });

    /// <summary>Our images, newest first.</summary>
    /// <exception cref="ImageException">The engine is not there or refuses.</exception>
    public Task<IReadOnlyList<ListedImage>> ListAsync(CancellationToken cancellationToken) => SayingWhyAsync<IReadOnlyList<ListedImage>>(
        "",
        async () =>
        {
            var images = await _client.Images.ListImagesAsync(
                new ImagesListParameters
                {
                    Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
                    {
                        ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{RuntimeImage.MarkLabel}={RuntimeImage.MarkValue}"] = true },
                    },
                },
                cancellationToken);
            return [.. images.Select(ListedImage.Of).OrderByDescending(i => i.Created).ThenBy(i => i.Id, StringComparer.Ordinal)];
        });

    /// <summary>Takes an image out, with all its files.</summary>
    /// <param name="image">Name or id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ImageException">It is not there, or the engine is not.</exception>
    public Task<SavedImage> SaveAsync(string image, CancellationToken cancellationToken) => SayingWhyAsync(
        image,
        async () =>
        {
            // The export of an image that is not there does not say so well; the look at it does.
            var found = await _client.Images.InspectImageAsync(image, cancellationToken);
            await using var stream = await _client.Images.SaveImageAsync(image, cancellationToken);
            return await SavedImage.ReadAsync(found.ID, stream, cancellationToken);
        });

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Runs something with the engine, and has its failures speak to an operator.</summary>
    internal async Task<T> SayingWhyAsync<T>(string image, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not ImageException && EngineFault.Of(exception, socketPath, image) is { } fault)
        {
            throw Failure(fault);
        }
    }

    private static ImageException Refused(string text) => text.Contains("no space left", StringComparison.OrdinalIgnoreCase)
        ? Failure(new EngineFault(DriverError.OutOfCapacity, $"the Docker engine has no room for the image: {text}"))
        : Failure(new EngineFault(DriverError.Unavailable, $"the Docker engine refused the image: {text}"));

    private static ImageException Failure(EngineFault fault)
    {
        var message = char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..].TrimEnd('.') + ".";
        return fault.Error switch
        {
            DriverError.ImageMissing => new ImageException("image_missing", message),
            DriverError.OutOfCapacity => new ImageException("no_space", message, "Make room where the engine keeps its images ('docker info' names the directory, 'docker image prune' removes what nobody uses), then try again."),
            _ => new ImageException("engine_unavailable", message),
        };
    }

    /// <summary>The engine reports that a load failed within an answer of success.</summary>
    private sealed class FirstError : IProgress<JSONMessage>
    {
        public string? Text { get; private set; }

        public void Report(JSONMessage value) => Text ??= value.Error?.Message;
    }
}
