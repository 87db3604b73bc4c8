using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>An image is put into an engine, which may not want it.</summary>
public sealed class EngineImagesTests
{
    private static readonly ImageArchive Archive = ImageArchive.Create(ImageSpec.OfRuntime(SmallImage.Source), SmallImage.Entries);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_gets_the_archive_to_the_byte()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        using var images = new EngineImages(fixture.Engine.Socket);
        await images.LoadAsync(Archive, Token);
        Assert.Equal(Archive.Bytes.ToArray(), fixture.Engine.Loaded);
        Assert.Equal(SmallImage.Entries.Count(e => !e.IsDirectory), (await images.SaveAsync("x", Token)).Entries.Count(e => e.IsFile));
    }

    /// <summary>Status and body of the engine's answer, our code, what must be told.</summary>
    public static TheoryData<int, string, string, string> Refusals => new()
    {
        { 200, """{"errorDetail":{"message":"write /layer.tar: no space left on device"},"error":"write /layer.tar: no space left on device"}""", "no_space", "no space left on device" },
        { 500, """{"message":"mkdir /var/lib/docker/tmp: no space left on device"}""", "no_space", "no space left on device" },
        { 200, """{"errorDetail":{"message":"invalid diffID for layer 0"},"error":"invalid diffID for layer 0"}""", "engine_unavailable", "invalid diffID" },
        { 403, """{"message":"authorization denied by plugin"}""", "engine_unavailable", "denied by plugin" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_told_also_within_an_answer_of_success(int status, string body, string code, string told)
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("load", status, body);
        using var images = new EngineImages(fixture.Engine.Socket);

        var refused = await Assert.ThrowsAsync<ImageException>(() => images.LoadAsync(Archive, Token));

        Assert.Equal(code, refused.Code);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.True(code != "no_space" || refused.Next!.Contains("Make room", StringComparison.Ordinal));
    }
}
