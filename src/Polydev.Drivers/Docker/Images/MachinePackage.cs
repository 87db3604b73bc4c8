namespace Polydev.Drivers.Docker.Images;

/// <summary>A package of this machine that a file of the image is from.</summary>
/// <param name="Name">Its name, for example <c>libssl3</c>.</param>
/// <param name="Version">Its version, for example <c>3.0.19-1~deb12u2</c>.</param>
/// <param name="Architecture">Its architecture, for example <c>amd64</c>.</param>
/// <param name="Source">Name of its source package, for example <c>openssl</c>.</param>
internal sealed record MachinePackage(string Name, string Version, string Architecture, string Source)
{
    /// <summary>Its package URL (https://github.com/package-url/purl-spec/blob/main/types-doc/deb-definition.md).</summary>
    public string Url => $"pkg:deb/debian/{Name}@{Uri.EscapeDataString(Version)}?arch={Architecture}";
}
