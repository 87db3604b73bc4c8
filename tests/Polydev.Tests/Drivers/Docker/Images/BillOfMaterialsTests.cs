using System.Text.Json;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>The bill of materials, by the rules of SPDX 2.3.</summary>
public sealed class BillOfMaterialsTests
{
    private static readonly byte[] Bill = BillOfMaterials.Write(SmallImage.Source, "10.0.12", SmallImage.Files, SmallImage.Packages);

    [Fact]
    public void It_has_the_fields_that_every_document_must_have()
    {
        var root = JsonDocument.Parse(Bill).RootElement;
        Assert.Equal("SPDX-2.3", root.GetProperty("spdxVersion").GetString());
        Assert.Equal("CC0-1.0", root.GetProperty("dataLicense").GetString());
        Assert.Equal("SPDXRef-DOCUMENT", root.GetProperty("SPDXID").GetString());
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", root.GetProperty("creationInfo").GetProperty("created").GetString());
        Assert.True(Uri.TryCreate(root.GetProperty("documentNamespace").GetString(), UriKind.Absolute, out _));
    }

    [Fact]
    public void Every_relationship_is_between_things_it_names()
    {
        var root = JsonDocument.Parse(Bill).RootElement;
        var ids = root.GetProperty("packages").EnumerateArray().Concat(root.GetProperty("files").EnumerateArray())
            .Select(e => e.GetProperty("SPDXID").GetString()!).Append("SPDXRef-DOCUMENT").ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal).Count(), ids.Count);
        Assert.All(ids, id => Assert.Matches("^SPDXRef-[A-Za-z0-9.-]+$", id));
        Assert.All(root.GetProperty("relationships").EnumerateArray(), r =>
        {
            Assert.Contains(r.GetProperty("spdxElementId").GetString(), ids);
            Assert.Contains(r.GetProperty("relatedSpdxElement").GetString(), ids);
        });
    }

    [Fact]
    public void It_names_versions_of_the_packages_and_of_dotnet()
    {
        var versions = JsonDocument.Parse(Bill).RootElement.GetProperty("packages").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("versionInfo").GetString(), StringComparer.Ordinal);
        Assert.Equal("2.36-9+deb12u14", versions["libc6"]);
        Assert.Equal("10.0.12", versions["Microsoft.NETCore.App.Runtime.NativeAOT"]);
        Assert.Equal(RuntimeImage.OwnVersion, versions["polydev-worker"]);
    }

    [Fact]
    public void The_files_it_names_are_read_back_with_their_digests()
    {
        var files = BillOfMaterials.ReadFiles(Bill);
        Assert.Equal(["/lib/libc.so.6", "/polydev-worker"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("87eba76e7f3164534045ba922e7770fb58bbd14ad732bbf5ba6f11cc56989e6e", files["/polydev-worker"]);
    }

    [Fact]
    public void What_the_image_holds_by_definition_is_where_drivers_expect_it()
    {
        using var stream = typeof(RuntimeContents).Assembly.GetManifestResourceStream("contents.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var directories = document.RootElement.GetProperty("directories").EnumerateArray().Select(d => d.GetString());
        Assert.Equal([RuntimeImage.Home, RuntimeImage.SocketDirectory], directories);
        Assert.Equal(RuntimeImage.Home, RuntimeContents.Environment["HOME"]);
    }
}
