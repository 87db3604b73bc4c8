namespace Polydev.Drivers.Docker.Images;

/// <summary>The sources that an image is built from.</summary>
/// <param name="Version">Version of the product.</param>
/// <param name="Revision">The last change of the sources of the worker or of the image, 40 hexadecimal digits; with <c>-modified</c> behind it when files differ from it; or <c>unknown</c>.</param>
/// <param name="Time">When that change was made, in whole seconds.</param>
public sealed record RuntimeSource(string Version, string Revision, DateTimeOffset Time)
{
    /// <summary>What of the repository the image depends on.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "src/Polydev.Worker", "src/Polydev.Protocol", "src/Polydev.Providers", "src/Polydev.Sockets", "src/Polydev.Drivers/Docker/Images", "src/Polydev.Drivers/Docker/RuntimeImage.cs",
        "deploy/images/runtime", "Directory.Build.props", "Directory.Packages.props", "global.json",
    ];
}
