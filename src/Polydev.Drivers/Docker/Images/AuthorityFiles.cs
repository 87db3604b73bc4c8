using System.Text;

namespace Polydev.Drivers.Docker.Images;

/// <summary>The certificate authorities that go into the image: the public ones, and none that somebody added to the building machine.</summary>
internal static class AuthorityFiles
{
    /// <summary>Where the bundle lies in the image, and on Debian.</summary>
    public const string Place = "/etc/ssl/certs/ca-certificates.crt";

    private const string Public = "/usr/share/ca-certificates/mozilla";
    private static readonly string[] s_bundles = [Place, "/etc/pki/tls/certs/ca-bundle.crt"];

    /// <summary>The bundle.</summary>
    /// <param name="given">The operator's own bundle; null for the machine's public authorities.</param>
    /// <exception cref="ImageException">There is none.</exception>
    public static ImageEntry Bundle(string? given)
    {
        if (given is null && Directory.Exists(Public))
        {
            var text = new StringBuilder();
            foreach (var file in Directory.EnumerateFiles(Public, "*.crt").Order(StringComparer.Ordinal))
            {
                text.Append(File.ReadAllText(file).Trim().ReplaceLineEndings("\n")).Append('\n');
            }

            return new ImageEntry(Place, ImageEntry.Readable, Encoding.ASCII.GetBytes(text.ToString()), Public);
        }

        var bundle = given ?? s_bundles.FirstOrDefault(File.Exists)
            ?? throw new ImageException("library_missing", "There are no certificate authorities on this machine.", "Install them (Debian: apt-get install ca-certificates), or name a file with --ca-bundle.");
        return File.Exists(bundle)
            ? ImageEntry.Copy(Place, ImageEntry.Readable, bundle)
            : throw new ImageException("library_missing", $"There is no file {bundle}.");
    }
}
