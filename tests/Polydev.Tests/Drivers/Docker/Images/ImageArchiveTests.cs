using CsCheck;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>The archive that an engine loads, written without an engine.</summary>
public sealed class ImageArchiveTests
{
    private static readonly Gen<string> Name = Gen.Char["abcdefghij-_."].Array[1, 12].Select(c => new string(c)).Where(n => n.Trim('.').Length > 0);

    private static readonly Gen<ImageEntry[]> Tree = Gen.Select(Name.Array[1, 3], Gen.Byte.Array[0, 2000], Gen.Bool.Select(program => program ? ImageEntry.Executable : ImageEntry.Readable))
        .Select((path, content, mode) => new ImageEntry("/" + string.Join('/', path), mode, content))
        .Array[0, 12]
        .Select(entries => entries.DistinctBy(e => e.Path, StringComparer.Ordinal).Where(e => !entries.Any(o => o.Path.StartsWith(e.Path + "/", StringComparison.Ordinal))).ToArray());

    [Fact]
    public void The_same_files_in_any_order_give_the_same_bytes() => Gen.Select(Tree, Gen.Int).Sample((entries, seed) =>
    {
        var shuffled = entries.Select(e => e with { Content = e.Content!.Value.ToArray(), Source = "/elsewhere" }).ToArray();
        new Random(seed).Shuffle(shuffled);
        var (one, other) = (Make(entries), Make(shuffled));
        Assert.Equal(one.Id, other.Id);
        Assert.True(one.Bytes.Span.SequenceEqual(other.Bytes.Span));
    });

    [Fact]
    public void Any_other_byte_or_permission_gives_another_id() => Gen.Select(Tree.Where(t => t.Length > 0), Gen.Int[0, int.MaxValue]).Sample((entries, which) =>
    {
        var id = Make(entries).Id;
        var index = which % entries.Length;
        var changed = entries[index];
        var content = changed.Content!.Value.ToArray();
        entries[index] = content.Length == 0 ? changed with { Content = new byte[] { 1 } } : changed with { Content = content.Select((b, i) => i == 0 ? (byte)~b : b).ToArray() };
        Assert.NotEqual(id, Make(entries).Id);
        entries[index] = changed with { Mode = changed.Mode ^ 1 };
        Assert.NotEqual(id, Make(entries).Id);
    });

    [Fact]
    public void What_goes_in_comes_out_with_every_directory_above_it() => Tree.Sample(entries =>
    {
        var archive = Make(entries);
        var saved = SavedImage.ReadAsync(archive.Id, new MemoryStream(archive.Bytes.ToArray()), CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal(1, saved.Layers);
        Assert.Equal(entries.Sum(e => (long)e.Content!.Value.Length), saved.Bytes);
        Assert.Equal(archive.ContentBytes, saved.Bytes);
        foreach (var entry in entries)
        {
            var found = saved.Find(entry.Path)!;
            Assert.True(found.IsFile);
            Assert.Equal(entry.Mode, found.Mode);
            Assert.True(found.Content.Span.SequenceEqual(entry.Content!.Value.Span));
            for (var parent = Path.GetDirectoryName(entry.Path)!; parent != "/"; parent = Path.GetDirectoryName(parent)!)
            {
                Assert.True(saved.Find(parent)!.IsDirectory);
            }
        }

        Assert.Equal(saved.Entries.Select(e => e.Path).Order(StringComparer.Ordinal), saved.Entries.Select(e => e.Path));
    });

    [Fact]
    public async Task It_says_what_it_is()
    {
        var saved = await SmallImage.SaveAsync(SmallImage.Entries);
        var config = saved.Configuration.GetProperty("config");
        Assert.Equal("65532:65532", config.GetProperty("User").GetString());
        Assert.Equal("/polydev-worker", config.GetProperty("Entrypoint")[0].GetString());
        Assert.Equal("HOME=/home/worker", config.GetProperty("Env")[0].GetString());
        Assert.Equal("1", config.GetProperty("Labels").GetProperty("dev.polydev.runtime").GetString());
        Assert.Equal(new string('a', 40), config.GetProperty("Labels").GetProperty("org.opencontainers.image.revision").GetString());
        Assert.Equal(SmallImage.Source.Time, saved.Configuration.GetProperty("created").GetDateTimeOffset());
        Assert.Equal("linux", saved.Configuration.GetProperty("os").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no archive at all, but long enough to be mistaken for the beginning of one")]
    public async Task What_is_no_image_is_refused_and_not_a_crash(string text)
    {
        var refused = await Assert.ThrowsAsync<ImageException>(() => SavedImage.ReadAsync("x", new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text.PadRight(text.Length == 0 ? 0 : 1024))), TestContext.Current.CancellationToken));
        Assert.Equal("image_malformed", refused.Code);
    }

    private static ImageArchive Make(IReadOnlyCollection<ImageEntry> entries) => ImageArchive.Create(ImageSpec.OfRuntime(SmallImage.Source), entries);
}
