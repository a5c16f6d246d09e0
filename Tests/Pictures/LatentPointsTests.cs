using System.Text;
using Experiments.Pictures;
using Xunit;

namespace Tests.Pictures;

public sealed class LatentPointsTests
{
    [Fact]
    public void Points_are_listed_with_their_labels_and_broken_ones_left_out() => Assert.Equal(
        """{"x":[0.123,-4],"y":[1,2.5],"label":[7,9]}""",
        Encoding.UTF8.GetString(LatentPoints.Json([(0.12345f, 1), (float.NaN, 0), (-4, 2.5f)], [7, 8, 9])));

    [Fact]
    public void Images_without_classes_have_no_labels_and_two_thousand_points_are_enough()
    {
        var json = Encoding.UTF8.GetString(LatentPoints.Json([.. Enumerable.Repeat((1f, 2f), 3000)], null));
        Assert.DoesNotContain("label", json);
        Assert.Equal(2000, json.Split("],")[0].Split(',').Length);
    }
}
