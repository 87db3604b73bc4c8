using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>An image is looked at: what is as it must be, and what is told when it is not.</summary>
public sealed class ImageInspectionTests
{
    private static readonly ImageSpec Spec = ImageSpec.OfRuntime(SmallImage.Source);

    /// <summary>What is done to the image, and the finding it must spoil.</summary>
    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "a shell", "shell", "/bin/sh" },
        { "a shell", "files", "/bin/sh" },
        { "another worker", "files", RuntimeImage.Worker },
        { "no libc", "files", "/lib/libc.so.6" },
        { "no bill", "files", "no bill of materials" },
        { "a bill of nothing", "files", "cannot be read" },
        { "setuid", "permissions", "/lib/helper" },
        { "writable", "permissions", "/lib/helper" },
        { "too large", "size", "MB unpacked" },
    };

    [Fact]
    public async Task An_image_as_it_was_built_is_good()
    {
        var findings = ImageInspection.Of(await SmallImage.SaveAsync(SmallImage.Entries));
        Assert.All(findings, f => Assert.True(f.Good, $"{f.Name}: {f.Found}"));
        Assert.Equal(["size", "labels", "start", "permissions", "shell", "files"], findings.Select(f => f.Name));
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_changed_image_is_told_by_what_changed(string change, string finding, string named)
    {
        var entries = SmallImage.Entries;
        switch (change)
        {
            case "a shell":
                entries.Add(SmallImage.File("/bin/sh"));
                break;
            case "another worker":
                entries[0] = SmallImage.File(RuntimeImage.Worker, ImageEntry.Executable, "other");
                break;
            case "no libc":
                entries.RemoveAt(1);
                break;
            case "no bill":
                entries.RemoveAt(3);
                break;
            case "a bill of nothing":
                entries[3] = SmallImage.File(RuntimeImage.BillOfMaterials, content: "{}");
                break;
            case "setuid":
                entries.Add(SmallImage.File("/lib/helper", 0x9ED));
                break;
            case "writable":
                entries.Add(SmallImage.File("/lib/helper", 0x1B6));
                break;
            default:
                entries.Add(new ImageEntry("/large", ImageEntry.Readable, new byte[RuntimeImage.MaxBytes]));
                break;
        }

        var bad = ImageInspection.Of(await SmallImage.SaveAsync(entries)).Where(f => !f.Good).ToDictionary(f => f.Name, StringComparer.Ordinal);

        Assert.Contains(named, bad[finding].Found, StringComparison.Ordinal);
        Assert.NotNull(bad[finding].Next);
    }

    [Fact]
    public async Task An_image_of_another_version_or_start_is_told_so()
    {
        await Only("labels", Spec with { Labels = new Dictionary<string, string>(Spec.Labels, StringComparer.Ordinal) { [RuntimeImage.VersionLabel] = "0.0.9" } });
        await Only("labels", Spec with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) });
        await Only("start", Spec with { User = "0:0" });
        await Only("start", Spec with { User = "" });
        await Only("start", Spec with { Entrypoint = ["/bin/sh", "-c", RuntimeImage.Worker] });
        await Only("start", Spec with { Environment = new Dictionary<string, string>(Spec.Environment, StringComparer.Ordinal) { ["OPENAI_API_KEY"] = "sk-x" } });
    }

    private static async Task Only(string finding, ImageSpec spec)
    {
        var bad = ImageInspection.Of(await SmallImage.SaveAsync(SmallImage.Entries, spec)).Where(f => !f.Good).Select(f => f.Name);
        Assert.Equal([finding], bad);
    }
}
