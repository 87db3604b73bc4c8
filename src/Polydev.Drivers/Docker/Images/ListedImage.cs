using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker.Images;

/// <summary>One of our images in an engine.</summary>
/// <param name="Id">Its id, <c>sha256:…</c>.</param>
/// <param name="Tags">Its names; none when a newer image took them.</param>
/// <param name="Version">Version of the worker inside.</param>
/// <param name="Revision">Source revision.</param>
/// <param name="Created">The time of its sources.</param>
/// <param name="Bytes">Bytes of its files, as the engine counts them.</param>
public sealed record ListedImage(string Id, IReadOnlyList<string> Tags, string Version, string Revision, DateTimeOffset Created, long Bytes)
{
    private const string Nameless = "<none>:<none>";

    internal static ListedImage Of(ImagesListResponse image) => new(
        image.ID,
        [.. (image.RepoTags ?? []).Where(t => t != Nameless).Order(StringComparer.Ordinal)],
        image.Labels.TryGetValue(RuntimeImage.VersionLabel, out var version) ? version : "",
        image.Labels.TryGetValue(RuntimeImage.RevisionLabel, out var revision) ? revision : "",
        new DateTimeOffset(DateTime.SpecifyKind(image.Created, DateTimeKind.Utc)),
        image.Size);
}
